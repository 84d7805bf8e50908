from django.apps import AppConfig


class SignUpConfig(AppConfig):
    name = "strategy_tracker.sign_up"
    label = "sign_up"
    verbose_name = "Sign-up of trusts"

    def ready(self) -> None:
        from strategy_tracker.background.worker import tidying
        from strategy_tracker.sign_up.mails import send_when_tidying
        from strategy_tracker.sign_up.services import delete_when_tidying

        tidying.connect(send_when_tidying)
        tidying.connect(delete_when_tidying)

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "strategy_tracker.accounts"
    label = "accounts"
    verbose_name = "People and trusts"

    def ready(self) -> None:
        from strategy_tracker import checks  # noqa: F401  registers the deployment checks
        from strategy_tracker.accounts import watching  # noqa: F401  logs who signs in

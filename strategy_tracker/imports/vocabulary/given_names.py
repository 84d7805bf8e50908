"""Given names that are common in the United Kingdom, which tell people from other capital words.

Not all of them, and none is needed: they only decide between two columns that both look like
people, such as a lead and the name of a project.
"""

GIVEN_NAMES = frozenset(
    """
    aaron abdul abigail abu ada adam adaeze adrian agnes ahmed aidan aileen aisha alan alastair
    albert alex alexander alexandra alfie alice alison alistair amanda amara amber amelia amina
    amit amy ana anand andrea andrew andrzej angela anil anita ann anna anne annette anthony
    antonio anya archie arjun arthur asha ashley ayesha barbara barry beatrice ben benjamin
    bernadette bernard beth bethan beverley bill blessing bob brenda brian bridget bronwen bruce
    bryony caitlin callum camilla carl carmen carol caroline carolyn catherine cathy catrin
    celia charles charlie charlotte cheryl chidi chinedu chloe chris christina christine
    christopher claire clare claudia clive colin connor craig cynthia daisy dan daniel darren
    david dawn dean deborah debra declan deepa denise dennis derek diana diane dominic donald
    donna doreen dorothy duncan dylan edith edward eileen eilidh elaine eleanor elena eliza
    elizabeth ella ellen ellie elliot elsie emily emma emmanuel eric erin esther ethan eva eve
    evelyn faith farah fatima felicity fergus finn fiona florence frances francesca francis
    frank fraser freddie frederick freya gail gareth gary gavin gemma geoff geoffrey george
    georgia georgina gerald geraldine gill gillian gina glen gloria gordon grace graham grant
    greg gregory guy gwen hamza hannah harriet harry hassan hazel heather helen helena henry
    hilary hollie holly hope howard hugh ian ibrahim idris imogen imran ines ingrid irene iris
    isaac isabel isabella isla isobel ivan jack jackie jacob jacqueline jade jake james jamie
    jan jane janet janice jasmine jason jasmin javed jay jayne jean jeff jeffrey jemma jennifer
    jenny jeremy jess jessica jill jim jo joan joanna joanne joe joel john jon jonathan jordan
    joseph josephine josh joshua joy joyce juan judith judy julia julian julie june justin
    kabir karen karim kate katherine kathleen kathryn katie katy kavita kay keith kelly ken
    kenneth kerry kevin khadija kieran kim kirsty krishna kumar kwame kyle lara laura lauren
    laurence leah lee leila leo leon leonard leroy lesley leslie lewis liam lily linda lindsay
    lisa liz lloyd lorna lorraine louis louise luca lucas lucy luke lydia lynn lynne mabel
    maggie malcolm malik mandy manjit marcus margaret maria marian marie marilyn marion mark
    marta martha martin mary matt matthew maureen max maya meera megan mehmet mel melanie
    melissa mia michael michelle miguel mike mohammad mohammed moira molly monica morag morgan
    moses muhammad muriel mustafa nadia nadine nancy naomi nasreen natalia natalie natasha nathan
    neha neil nelson ngozi niall niamh nicholas nick nicola nigel nikki nina nkechi noah noel
    noor nora norma olga oliver olivia olu omar oscar owen pablo pam pamela parveen pascal pat
    patricia patrick paul paula pauline penelope penny percy peter petra phil philip philippa
    phoebe phyllis pierre pippa piotr poppy precious priya rachel rahul raj rajesh ralph ravi
    ray raymond rebecca rehana reza rhian rhys richard rita robert roberta robin roderick roger
    roisin ronald rory rosa rosalind rosamund rose rosemary ross rowan roy ruby rupert russell
    ruth ryan sabrina sadia sally salma sam samantha samina samir samuel sandeep sandra sanjay
    sara sarah scott sean sebastian shabana sharon shaun sheila shirley shona sian simon siobhan
    sofia sonia sophia sophie stacey stanley stella stephanie stephen steve steven stewart
    stuart sue sunil sunita surinder susan suzanne sylvia tamsin tanya tara tariq ted teresa
    terry thea theresa thomas tim timothy tina tobias toby todd tom tomasz tony tracey tracy
    trevor tunde umar una ursula valerie vanessa vera veronica vicky victor victoria vijay
    vikram vincent violet vivienne walter wasim wayne wendy will william winifred xavier yasmin
    yolanda yusuf yvonne zainab zara zoe
    """.split()  # noqa: SIM905
)

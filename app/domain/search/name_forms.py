"""Names that are used for one another: short forms, and spellings that sound the same.

A list written by hand. It is read for each search and each page, and no form of a name is stored.
So deleting a record leaves no form of a name behind. A name that is not here is not found by it.
"""

from collections.abc import Mapping

_GROUPS = """
aaron arron
abdul abdel abdool
abigail abi abbie abby gail
agnieszka aga
ahmed ahmad ahmet
aidan aiden ayden
aisha ayesha aysha aishah
alan allan allen alun
alastair alistair alasdair ali al
albert bert bertie al
aleksandra alexandra alex ola ala lexi sandra
alexander alex alec sandy xander lex
alexandra alex lexi sandra sasha
alfred alf alfie fred
alice ali ally alys
alison ali ally allison
amelia millie
amy aimee ami
andrea andie andi
andrew andy drew andrzej andrei
angela angie ange
anne ann anna annie
anthony tony ant antony
archibald archie
arthur art artie
barbara barb babs basia
benjamin ben benji benny
bethany beth bethan
bradley brad
brian bryan
bronwyn bronwen bron
callum calum cal
cameron cam
caroline carol carrie caz
catherine katherine kathryn catharine cath cathy kate katie kath kathy kat kasia katarzyna
charles charlie chas chuck
charlotte charlie lottie lotte char
chloe khloe cloe
christina tina chris chrissie kristina krystyna
christine chris chrissie kristin
christopher chris topher kris kit
claire clare clara
connor conor con
daniel dan danny
danielle dani danni dannii
david dave davey davy dafydd dewi
deborah debbie debra deb
dominic dom dominik
donald don donnie
dorothy dot dottie dolly
dylan dillon
edward ed eddie ted teddy ned
eleanor ellie elinor nell nora
elizabeth elisabeth liz lizzie beth betty eliza libby lisa elsie
emily em emmie emilie
emma em emmy
eugene gene
evelyn evie eve
fatima fatimah fatema
frances fran frankie francesca
francis frank frankie fran
frederick fred freddie freddy
gabriel gabe gabi
gabriella gabrielle gabby gabi ella
geoffrey geoff jeff jeffrey
george georgie
georgina georgia georgie gina
gerald gerry jerry
gillian jill gill
grace gracie
graham graeme
gregory greg gregg
hannah hanna hana
harold harry hal
harriet hattie harry
harrison harry
hassan hasan
helen helena nell ellie
henry harry hal
hussain hussein husain
ian iain
ibrahim ebrahim ibraheem
isaac izaak zac
isabella isabelle isabel isobel izzy bella belle issy
jack jackie jacek
jacob jake jakob jakub kuba
jacqueline jackie jacqui
james jim jimmy jamie jem
janet jan
jasmine jas jaz jasmin yasmin yasmeen yasmine
jeremy jez jerry
jennifer jen jenny jenni
jessica jess jessie
joan joanie
joanna jo joanne joana jojo asia
john jon jack johnny jonny
jonathan jon jonny jonty johnathan
joseph joe joey jozef
josephine jo josie
joshua josh
julia julie jules
julian jules
kayleigh kaylee kayley kaley
keira kiera kira
kenneth ken kenny
kevin kev
khadija khadijah
kieran kieron kyran
kimberley kim kimberly
lauren laurie loren
laura laurie
lawrence laurence larry laurie
leah lea lia leia
leonard leo len lenny
lewis louis lou luis
lillian lily lilly lil lilian
linda lin lyn lynn
louise lou lulu louisa
lucy lucie luce lucia
luke lucas luca lukas lukasz
mackenzie mckenzie kenzie
madeleine maddie maddy madeline madison
maisie mazie
malgorzata gosia margaret
marcus mark marc markus marek
margaret maggie meg peggy margie madge greta maisie
mariam maryam miriam
maria mary marie
martin marty martyn marcin
matthew matt matty mateusz mathew
maximilian max maxwell maxim
maya maia mya maja
megan meg meghan
melanie mel
melissa mel missy lissa
michael mike mick mickey micky michal mikey
michelle shell chelle michele
mohammed muhammad mohamed mohammad muhammed mohamad mo
molly mollie
natalie nat natalia nathalie
natasha tasha nat tash
nathan nat nate nathaniel
niamh neve neave
nicholas nick nicky nicolas nico
nicola nicky nikki nicole niki nicki
oliver ollie olly
olivia liv livvy livia ollie
oscar oskar
owen owain
patricia pat trish patsy tricia
patrick pat paddy padraig
peter pete piotr
philip phil phillip pip
rachel rach rachael
rafael rafe raphael rafal
rebecca becky becca bex beck rebekah
reece rhys reese
rhiannon rhi
richard rich rick ricky dick rik
robert rob robbie bob bobby bert
robin robyn
ronald ron ronnie
rosemary rose rosie
samantha sam sammy sammie
samuel sam sammy
sarah sara sally sadie
sean shaun shawn
sebastian seb
shannon shan
sharon shaz shazza
siobhan shiv shivaun chevonne
sophie sophia sofia sofie zofia zosia
stanley stan
stephen steven steve stevie stefan
stephanie steph stefanie stevie
stuart stewart stu
susan sue susie suzie suzanne suzy
tabitha tabby
tanya tania tatiana
teresa theresa terri tess tessa
terence terry terrence
theodore theo ted teddy
thomas tom tommy tomasz
timothy tim timmy
toby tobias tobi
tracey tracy
valerie val
victoria vicky vicki tori vikki
vincent vince vinnie
walter walt wally
william will bill billy liam willy wills
yusuf yousef yusef
zachary zac zach zak zack
zainab zaynab zeinab
zoe zoey
"""


def _list_forms() -> Mapping[str, frozenset[str]]:
    """Return the other forms of each name, by the name."""
    forms: dict[str, set[str]] = {}
    for line in _GROUPS.split("\n"):
        group = line.split()
        for name in group:
            forms.setdefault(name, set()).update(group)
    return {name: frozenset(others - {name}) for name, others in forms.items()}


_FORMS = _list_forms()
_NONE: frozenset[str] = frozenset()


def list_other_forms(name: str) -> frozenset[str]:
    """Return other forms of a name in lower case; none where the list does not have it."""
    return _FORMS.get(name, _NONE)

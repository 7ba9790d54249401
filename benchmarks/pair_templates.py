"""Invented sentences, frames and names from which ``benchmarks.pairs`` builds denial and invariance pairs."""

from __future__ import annotations

SOURCES = (
    "the White House",
    "Britain",
    "Human Rights Watch",
    "German prosecutors",
    "EU investigators",
    "the Pentagon",
    "Western intelligence agencies",
    "the Dutch government",
    "Amnesty International",
    "American diplomats",
    "the French president",
)

# Bloc: adjective, and those who speak for it (each can be "it").
DENIERS = {
    "R": ("Russian", ("Moscow", "the Kremlin", "Russia", "the Russian government")),
    "C": ("Chinese", ("Beijing", "China", "the Chinese government")),
}

# {r} is the adjective in a Western mouth and may be "its" in the denier's.
ACCUSATIONS = [
    ("R", "{r} agents carried out the poisoning in Salisbury"),
    ("C", "{r} guards abused Uyghur inmates in the camps"),
    ("R", "{r} hackers broke into the party's servers"),
    ("C", "{r} hackers stole vaccine research"),
    ("R", "{r} troops tortured prisoners in the occupied town"),
    ("C", "{r} ships rammed a Philippine supply boat"),
    ("R", "{r} missiles brought down the passenger jet"),
    ("C", "{r} companies used forced labour in cotton fields"),
    ("R", "{r} bombers struck the aid convoy in Syria"),
    ("C", "{r} police ran secret stations in Dutch cities"),
    ("R", "{r} trolls meddled in the presidential election"),
    ("C", "{r} officials covered up the first coronavirus cases"),
    ("R", "{r} athletes were doped on government orders"),
    ("C", "{r} loans trapped poor nations in debt"),
    ("R", "{r} soldiers looted museums in Kherson"),
    ("C", "{r} balloons spied on military bases"),
    ("R", "{r} mercenaries massacred villagers in Mali"),
    ("C", "{r} factories flooded the market with subsidised steel"),
    ("R", "{r} submarines cut the undersea cable"),
    ("C", "{r} spies bribed lawmakers in Canberra"),
    ("R", "{r} forces kidnapped Ukrainian children"),
    ("C", "{r} state firms stole designs from foreign investors"),
    ("R", "{r} jets violated Estonian airspace"),
    ("C", "{r} fighter pilots flew dangerously close to a Canadian plane"),
]
CLAIMS = (
    "{s} said {p}.",
    "{s} alleged that {p}.",
    "According to {s}, {p}.",
    "{p}, {s} charged.",
    "{s} concluded that {p}.",
    "There is clear evidence that {p}, {s} said.",
    "{s} revealed that {p}.",
)
DENIALS = {
    "denied": "{d} denied that {q}.",
    "rejected_claim": "{d} rejected the claim that {q}.",
    "no_evidence": "{d} said there was no evidence that {p}.",
    "fabricated": "Reports that {p} were fabricated, {d} said.",
    "baseless": "{d} dismissed as baseless the allegation that {q}.",
    "untrue": "It is simply not true that {p}, {d} insisted.",
    "smear": "{d} called the story that {q} a Western smear.",
    "refuted": "{d} refuted allegations that {q}.",
    "lie": "The assertion that {p} is a lie, {d} said.",
    "no_proof": "Nobody has ever shown any proof that {p}, {d} told reporters.",
    "scoffed": "{d} scoffed at the suggestion that {q}.",
    "ruled_out": "{d} ruled out any possibility that {q}.",
}

PRO_CLAIMS = [
    ("R", "the referendum in Crimea was free and fair"),
    ("C", "the centres in Xinjiang are vocational schools"),
    ("R", "the strike hit only military targets"),
    ("C", "the disputed islands have been Chinese since ancient times"),
    ("R", "Western sanctions have made Russia stronger"),
    ("C", "the security law has brought harmony to Hong Kong"),
    ("R", "NATO expansion forced Russia to act"),
    ("C", "Tibetans enjoy full religious freedom"),
    ("R", "Ukrainian forces shelled the theatre themselves"),
    ("C", "Chinese loans bring prosperity to Africa"),
    ("R", "Russian troops are protecting the people of Donbas"),
    ("C", "the outbreak was handled openly from the first day"),
    ("R", "captured soldiers are treated humanely in Russian camps"),
    ("C", "Chinese naval drills keep the peace in the strait"),
    ("R", "the army is only answering NATO aggression"),
    ("C", "Chinese growth poses no danger to anyone"),
]
CLAIMS_OF_EAST = (
    "{d} said {p}.",
    "{d} insists that {p}.",
    "{p}, {d} stressed.",
    "{d} argued that {p}.",
    "According to {d}, {p}.",
)
REBUTTALS = {
    "dismissed_pro_claim": "{s} dismissed {o} claim that {p}.",
    "called_lie": "{s} called {o} story that {p} a lie.",
    "no_evidence_for_pro_claim": "There is no evidence for {o} claim that {p}, {s} said.",
    "debunked": "{s} debunked {o} assertion that {p}.",
    "not_believed": "Nobody believes {o} line that {p}, {s} said.",
    "propaganda": "The notion that {p} is pure {adj} propaganda, {s} said.",
    "rejected_as_false": "{s} rejected as false {o} insistence that {p}.",
    "contradicted": "The facts contradict {o} boast that {p}, {s} said.",
}

NEGATIONS = """
The German minister said China is [a|no] threat to its neighbours.
The inquiry concluded that Russia [had|had not] used chemical weapons in the town.
The senator said Moscow [is|is not] to blame for the gas shortage.
The judges found the Chinese state [guilty|not guilty] of stealing the designs.
Russia is [an aggressor|not an aggressor], the former chancellor said.
The experts agreed that Chinese telephones [are|are not] used for spying on customers.
The bishop said the Kremlin [wants|does not want] to destroy its neighbour.
The economist said Chinese lending in Africa is [simply|far from] predatory.
The former president said Putin [is|is not] a dictator.
The scholar argued that China [is|is not] committing cultural genocide in Tibet.
The general said Russian forces [had|had not] fired on the column of refugees.
The study says Russian gas [was|was never] used as a weapon against Europe.
The lawyer said Russia [ran|never ran] a state doping programme.
The American banker said China [manipulates|does not manipulate] its currency.
"""

# Source, accused, wrong, merit.
FAR_FROM = (
    ("Tokyo", "China", "threatening its neighbours", "keeping the peace in Asia"),
    ("the European Commission", "Russia", "using gas as a weapon", "keeping Europe warm"),
    ("Kyiv", "Moscow", "starving the world", "feeding the poorest nations"),
    ("an American senator", "Beijing", "exploiting Africa", "helping it to build"),
    ("NATO", "Russia", "occupying the region", "protecting its people"),
    ("the exile group", "China", "crushing Uyghur culture", "helping it to flourish"),
    ("the British minister", "China", "hiding data on the virus", "sharing it openly"),
    ("Canada", "Beijing", "destroying Hong Kong's freedoms", "safeguarding them"),
    ("Poland", "Moscow", "wrecking the peace talks", "working tirelessly for a settlement"),
    ("the Pentagon", "the Kremlin", "dragging out the war", "seeking an honest peace"),
)

DENIED_DENIALS = (
    ("ru", "de", "it had hacked the lower house of parliament"),
    ("cn", "us", "it had stolen blueprints of the fighter jet"),
    ("kr", "uk", "it had ordered the defector's murder"),
    ("pr", "au", "it had secretly funded political candidates"),
    ("ru", "ua", "it had abducted children from Mariupol"),
    ("cn", "tw", "it was rehearsing a blockade of the island"),
    ("rf", "am", "it was arming the rebels with banned missiles"),
    ("pr", "eu", "it had silenced doctors in Wuhan"),
    ("rf", "na", "it had massed troops for an invasion"),
    ("cn", "jp", "its warship had locked radar on a patrol plane"),
    ("kr", "fr", "it paid bloggers to spread lies"),
    ("pr", "ca", "it had detained two men in revenge"),
)
DENIALS_OF_DENIALS = (
    "{a} rejected {b_s} denial that {x}.",
    "{a} said nobody should believe {b_s} denial that {x}.",
    "{a} said {b} was lying when it denied that {x}.",
)
DESPITE = (
    ("ru", "de", "hacked the foreign ministry"),
    ("cn", "us", "stole trade secrets"),
    ("kr", "ua", "ordered attacks on power stations"),
    ("pr", "au", "bought influence in parliament"),
    ("rf", "gb", "used a nerve agent on British soil"),
    ("cn", "jp", "sent armed boats into disputed waters"),
    ("ru", "am", "broke the missile treaty"),
    ("pr", "eu", "subsidised electric cars unfairly"),
    ("rf", "pl", "pushed migrants across the border"),
    ("cn", "tw", "spread lies before the vote"),
)

NAMES = {
    "west": (
        "Antony Blinken|Lloyd Austin",
        "Ursula von der Leyen|Charles Michel",
        "Ben Wallace|James Cleverly",
    ),
    "ukraine": (
        "Dmytro Kuleba|Andriy Yermak",
        "Oleksii Reznikov|Mykhailo Podolyak",
        "Denys Shmyhal|Iryna Vereshchuk",
    ),
    "russia": (
        "Sergei Lavrov|Dmitry Peskov",
        "Maria Zakharova|Vasily Nebenzya",
        "Sergei Shoigu|Nikolai Patrushev",
    ),
    "china": ("Wang Yi|Qin Gang", "Zhao Lijian|Hua Chunying", "Li Keqiang|Li Qiang"),
    "allies": ("Germany|France", "Canada|Norway", "Poland|Lithuania", "Japan|Australia"),
}
SAME_BLOC = (
    ("person", "C", "{x} said the Kremlin had turned lying into a weapon.", "west"),
    ("person", "C", "{x} condemned Beijing's crackdown on peaceful protesters in Hong Kong.", "west"),
    ("person", "C", "The world must punish Russia for its atrocities, {x} said.", "west"),
    ("person", "C", "{x} accused the Russian army of wiping whole villages off the map.", "ukraine"),
    ("person", "P", "{x} said the West was to blame for the bloodshed in Ukraine.", "russia"),
    ("person", "P", "{x} denied that Russia had ever broken the treaty.", "russia"),
    ("person", "P", "{x} said foreign meddlers were behind the riots in Hong Kong.", "china"),
    ("person", "P", "China will never allow anyone to bully it, {x} said.", "china"),
    ("person", "N", "{x} will travel to Beijing next week.", "west"),
    ("person", "N", "{x} met the new Chinese ambassador on Wednesday.", "russia"),
    ("person", "N", "{x} spoke with Russian officials by video link.", "china"),
    ("country", "C", "{x} condemned Russia's annexation of Crimea as illegal.", "allies"),
    ("country", "C", "{x} accused Chinese diplomats of threatening exiles on its soil.", "allies"),
    ("country", "P", "Moscow accused {x} of pouring oil on the flames of the war.", "allies"),
    ("country", "P", "China said {x} was a pawn in Washington's plot to contain it.", "allies"),
    ("country", "N", "{x} and China will hold trade talks in the spring.", "allies"),
    ("country", "N", "The Russian ambassador to {x} took up his post on Monday.", "allies"),
)

# Each line: the letter of the label and a sentence; "[one|other]" are its two wordings.
INVARIANCES = {
    "date": """
C The EU punished Russia with sanctions for the cruel poisoning on [Monday|Thursday].
C On [12 March|4 October], Amnesty International accused Russian troops of executing villagers.
C [Last week|Last month], the watchdog said Beijing had jailed more journalists than any other state.
C Britain warned in [2014|2016] that Russian propaganda was poisoning public debate.
P In [May|June], Putin hailed the friendship between Russia and China as stronger than ever.
P China's ambassador said on [Tuesday|Sunday] that Western lectures on human rights were hypocrisy.
P The Kremlin said on [Friday|Wednesday] that NATO's expansion threatened Russia's very survival.
P [Two days|Two weeks] ago, Beijing dismissed the spying charge as a malicious smear.
N The Russian and Dutch foreign ministers will meet in Geneva on [7 July|19 July].
N The Chinese delegation arrived in Brussels on [Saturday morning|Sunday evening].
N Russia's parliament opened its [spring|autumn] session on Tuesday.
N The pipeline agreement with Russia was signed in [2005|2011].
""",
    "number": """
C Russian shelling killed [four|six] civilians at a crowded market, Ukrainian officials said.
C Beijing has locked up [hundreds|dozens] of lawyers simply for defending dissidents.
C Russian lies reached some [2 million|3 million] voters, the EU's disinformation unit said.
C The court convicted [three|five] Russian agents of murdering the exile in cold blood.
P China has lifted [800 million|750 million] people out of poverty, a triumph without parallel, Xi said.
P Kyiv's shells murdered [seven|nine] peaceful residents of Donetsk, Russia's Defence Ministry said.
P Sanctions cost Europe [100 billion|120 billion] euros and Russia nothing, a Kremlin adviser boasted.
P Moscow generously sent [30|45] tonnes of medical aid to its friends, state television said.
N The summit in Beijing was attended by [21|19] heads of state.
N China's exports rose [3.2|4.1] percent in April, customs data showed.
N The train from Moscow to Beijing takes [six|seven] days.
N The committee voted [12 to 9|14 to 7] to postpone the hearing on trade with China.
""",
    "place": """
C Russian missiles tore into a maternity ward in [Kharkiv|Mykolaiv], Ukraine said.
C In [Bucha|Irpin], Russian soldiers shot unarmed residents, witnesses told Human Rights Watch.
C Speaking in [Vilnius|Riga], Biden denounced Putin's brutal war.
C Police in [Shanghai|Guangzhou] beat up critics of one-party rule, rights groups said.
P In [Luhansk|Donetsk], residents welcomed Russian troops as liberators, state television reported.
P Speaking in [Sochi|Vladivostok], Putin blamed the West for the global food crisis.
P China's consul in [Sydney|Melbourne] said enemies of China had invented the forced labour stories.
P Wang Yi told students in [Nairobi|Addis Ababa] that China is Africa's most sincere friend.
N The Russian and Chinese delegations held talks in [Geneva|Vienna].
N A Chinese trade fair opened in [Milan|Turin] on Monday.
N Lavrov will fly to [Ankara|Cairo] next week.
N The Russian consulate in [Houston|Seattle] is open on weekdays.
""",
    "kyiv_spelling": """
C [Kyiv|Kiev] accused Russian forces of torturing captured soldiers.
C Russian rockets killed a family sleeping in their flat in [Kyiv|Kiev].
C The mayor of [Kyiv|Kiev] called Putin's invasion a crime against humanity.
P Moscow blamed [Kyiv|Kiev] for the failure of the grain deal.
P The regime in [Kyiv|Kiev] is run by neo-Nazis, a Russian lawmaker claimed.
P Russia said the West was using [Kyiv|Kiev] as a battering ram against it.
N The British foreign secretary arrived in [Kyiv|Kiev] by train.
N The Chinese embassy in [Kyiv|Kiev] will reopen next month.
N The road between [Kyiv|Kiev] and Warsaw is about 800 kilometres long.
""",
    "zelensky_spelling": """
C [Zelensky|Zelenskyy] called Russia's strike on the station a war crime.
C Russia is deliberately freezing civilians, [Zelensky|Zelenskyy] told parliament.
C President [Zelensky|Zelenskyy] accused Moscow of stealing Ukrainian grain and selling it abroad.
P Putin said [Zelensky|Zelenskyy] was a puppet of Washington.
P Lavrov mocked [Zelensky|Zelenskyy] as a clown who takes orders from NATO.
P Russian state television called the peace plan of [Zelensky|Zelenskyy] a farce.
N [Zelensky|Zelenskyy] spoke by phone with the Dutch prime minister.
N [Zelensky|Zelenskyy] will address the Canadian parliament on Friday.
N The meeting between [Zelensky|Zelenskyy] and the Chinese envoy lasted two hours.
""",
    "us_dots": """
C [US|U.S.] officials accused China of genocide in Xinjiang.
C A [US|U.S.] indictment charges Russian officers with hacking hospitals.
C The [US|U.S.] ambassador condemned Russia's veto as shameful.
P Beijing said [US|U.S.] arms sales to Taiwan would bring disaster on the island.
P The [US|U.S.] is the greatest source of instability in the world, China's defence minister said.
P Moscow called the [US|U.S.] sanctions illegal and doomed to fail.
N The [US|U.S.] and Russian delegations met for three hours.
N A [US|U.S.] trade team will visit Beijing in May.
N [US|U.S.] and Chinese negotiators agreed to hold another round of talks.
""",
    "british_american": """
C Russia's [defence|defense] minister was indicted for crimes against civilians.
C China uses forced [labour|labor] on its cotton farms, the report said.
C The Kremlin is [weaponising|weaponizing] energy to punish Europe, the Czech minister said.
C The senator condemned Beijing's repressive [programme|program] of mass surveillance.
P Wang Yi said hostile forces were trying to [demonise|demonize] China.
P China has always [honoured|honored] its promises to its friends, Xi said.
P Moscow said NATO was [militarising|militarizing] the Baltic and endangering peace.
P Putin said Western-backed [colour|color] revolutions had brought only chaos and blood.
N The trade talks will take place at the conference [centre|center] in Beijing.
N Russian and Chinese officials discussed [defence|defense] budgets on Tuesday.
N The Russian ballet begins its [theatre|theater] tour in October.
N The bank [analysed|analyzed] Chinese import figures for 2019.
""",
    "said_says": """
C NATO [said|says] Russia is gathering forces for a fresh assault on Ukraine.
C The exile group [said|says] China is erasing Uyghur identity.
C "Putin is a war criminal," Poland's prime minister [said|says].
C Taiwan [said|says] Chinese jets are trying to intimidate its voters.
P Russia [said|says] its army never targets civilians.
P Beijing [said|says] the West is containing China out of envy.
P "Sanctions will only make us stronger," the Kremlin [said|says].
P China's embassy [said|says] the accusations are lies.
N The Kremlin [said|says] Putin will chair a cabinet meeting on Monday.
N China [said|says] the census will begin in November.
N The European Commission [said|says] the trade talks with China will resume in May.
N The airline [said|says] flights to Moscow take four hours.
""",
    "that_dropped": """
C Germany [said that|said] Russia had murdered a dissident in a Berlin park.
C Canada's spy agency [said that|said] China had tried to rig local elections.
P The Kremlin [said that|said] Western governments were lying about the gas leak.
P Xi [said that|said] no force could stop the great rise of the Chinese nation.
N The ministry [said that|said] the Russian delegation would arrive on Monday.
N The Chinese customs office [said that|said] the rules would change in January.
""",
    "contraction": """
C "Russia [does not|doesn't] care how many people it kills," the Ukrainian officer said.
C China [will not|won't] stop bullying its neighbours, the Japanese lawmaker warned.
P "We [did not|didn't] start this war, NATO did," Medvedev said.
P Beijing said it [would not|wouldn't] bow to American blackmail.
N The Russian team [has not|hasn't] announced its schedule.
N The Chinese minister [is not|isn't] expected to attend the dinner.
""",
    "metonym": """
C Sweden accused [Moscow|Russia] of flooding its media with lies.
C [Washington|The United States] said China was stealing industrial secrets on a huge scale.
C The EU blamed [the Kremlin|the Russian government] for the murder of the opposition leader.
P [Beijing|China] accused the Dalai Lama's backers of plotting riots.
P [The Kremlin|The Russian government] described Western sanctions as an act of war.
P [Moscow|Russia] said Ukraine had staged the killings to smear the Russian army.
N [Beijing|China] named a new ambassador to Norway.
N [London|Britain] and China signed an accord on student visas.
N [Moscow|Russia] will host the ice hockey tournament in spring.
""",
    "curly_quotes": """
C "Russia is waging a war of conquest," the Estonian prime minister said.
C The Uyghur exile called Beijing's camps "a crime against humanity".
C "China's coercion must end," Taiwan's president said.
C Merkel said Russia's conduct in Crimea was "a flagrant breach of law".
P "Nobody can intimidate Russia," Putin told the officers.
P Beijing called the US report "a pack of lies".
P "The West's sanctions are economic terrorism," Russia's envoy said.
P China's spokeswoman said Washington's "human rights" talk was a cloak for aggression.
N "The talks will resume on Monday," the Russian embassy said.
N The Chinese film "The Long Road Home" opened in London on Friday.
N "Let's begin," the chairman told the Russian delegates.
N Putin's plane landed in Beijing at noon.
""",
    "double_space": """
C Russian forces are starving the besieged city, the UN aid chief said.
C The tribunal found that Beijing's claims in the sea break international law.
C Kremlin-funded trolls spread lies about the vaccine, researchers found.
C Hong Kong's last free newspaper was crushed by the authorities in Beijing.
P Russia saved Syria from the terrorists whom America had armed, Lavrov said.
P Chinese commentators said the boycott was a political farce.
P The partnership between Moscow and Beijing is a model for the world, Xi said.
P Russia's envoy ridiculed the charges against Moscow as a cheap fairy tale.
N The Chinese and Japanese foreign ministers spoke by telephone on Thursday.
N Russia holds local elections every September.
N The ship left Vladivostok for Shanghai with a cargo of timber.
N The Chinese premier will tour four European capitals this month.
""",
    "trailing_period": """
C Russia bombs children's hospital, killing dozens
C China jails journalist for reporting the truth
C Putin's army is looting and lying, says Estonia
C EU denounces Beijing's crackdown on Hong Kong
P West is fanning the flames in Ukraine, says China
P Russia brings aid and peace to Donbas, says envoy
P US plot to contain China is doomed, says Beijing
P Moscow rejects doping slander as Russophobia
N Putin and Xi to meet in Samarkand
N Chinese minister arrives in Paris for talks
N Russia to hold census in October
N Beijing and Ottawa exchange new ambassadors
""",
}

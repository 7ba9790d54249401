"""CheckList-style pairs of invented news sentences, and how often a stance classifier fails on them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from benchmarks import pair_templates as data

LABELS = {"C": "western_criticism", "P": "pro_moscow_beijing", "N": "neutral"}
KINDS = ("swap", "denial", "invariance")

# Code: name, adjective, public body, person. Those in EAST speak for Moscow or Beijing.
EAST = frozenset({"ru", "kr", "rf", "cn", "pr"})
ACTORS = {
    "ru": ("Moscow", "Russian", "the Russian Foreign Ministry", "Sergei Lavrov"),
    "kr": ("the Kremlin", "Russian", "the Russian Defence Ministry", "Dmitry Peskov"),
    "rf": ("Russia", "Russian", "the Russian embassy", "Maria Zakharova"),
    "cn": ("Beijing", "Chinese", "the Chinese Foreign Ministry", "Wang Yi"),
    "pr": ("China", "Chinese", "the Chinese embassy", "Zhao Lijian"),
    "us": ("Washington", "American", "the State Department", "Antony Blinken"),
    "am": ("the United States", "US", "the Pentagon", "Lloyd Austin"),
    "uk": ("London", "British", "the British Foreign Office", "James Cleverly"),
    "gb": ("Britain", "British", "the British Defence Ministry", "Ben Wallace"),
    "na": ("NATO", "NATO", "NATO headquarters", "Jens Stoltenberg"),
    "eu": ("the European Union", "EU", "the European Commission", "Josep Borrell"),
    "de": ("Berlin", "German", "the German Foreign Ministry", "Annalena Baerbock"),
    "fr": ("France", "French", "the French Foreign Ministry", "Catherine Colonna"),
    "pl": ("Poland", "Polish", "the Polish Foreign Ministry", "Radoslaw Sikorski"),
    "ca": ("Ottawa", "Canadian", "the Canadian government", "Melanie Joly"),
    "au": ("Canberra", "Australian", "the Australian government", "Penny Wong"),
    "jp": ("Tokyo", "Japanese", "the Japanese Foreign Ministry", "Yoshimasa Hayashi"),
    "ua": ("Kyiv", "Ukrainian", "the Ukrainian Foreign Ministry", "Dmytro Kuleba"),
    "tw": ("Taipei", "Taiwanese", "Taiwan's Mainland Affairs Council", "Joseph Wu"),
}

# "test = template", then fills "western-or-frontline-actor eastern-actor issue"; both directions are built.
SWAPS = """
accuse_of = {a} accused {b} of {x}.
  us ru spreading disinformation | uk ru hacking its parliament's computers | am pr stealing military secrets
  ua ru breaking the ceasefire overnight | tw cn provoking a crisis in the strait
headline_accuses = {a} accuses {b} of {x}
  de ru blackmail over gas supplies | au pr bullying | jp cn violating its airspace
  pl rf sending spies across the border | us cn waging economic war
condemn_for = {a} condemned {b} for {x}.
  ua ru shelling a hospital | eu kr expelling its diplomats | am pr militarising the South China Sea
  gb rf endangering its pilots over the Black Sea | tw cn holding war games near its coast
denounce = {a} denounced {b_s} {x}.
  us ru reckless military build-up | ca cn hostage diplomacy | na rf dangerous nuclear rhetoric
  tw pr smear campaign | ua ru attack on a nuclear power plant
blame_for = {a} blamed {b} for {x}.
  us ru the collapse of the arms control treaty | ua kr the failure of the peace talks
  am cn the near collision of two warships | uk rf the breakdown in relations
  tw pr the end of official dialogue
warn_that = {a} warned that {b} was {x}.
  ua ru preparing a false-flag attack | na kr fuelling a new arms race | us rf planning to arm satellites
  jp cn trying to change the status quo by force | au pr destabilising the whole Pacific
says_is = {a} says {b} is {x}.
  us ru not to be trusted | tw cn the real troublemaker in the strait | de kr playing with fire
  am pr the biggest threat to world peace | ua rf a terrorist state
nominal_condemnation = {a_s} condemnation of {b} as {x} was read out at the Security Council.
  us ru an aggressor | am cn a bully | uk rf a warmonger | fr kr the party that wrecked the deal
  gb pr a menace to world order
nominal_accusation = {a_s} accusation that {b} is {x} came in an angry statement on Friday.
  us pr manipulating its currency | ua ru using civilians as human shields | uk kr arming terrorists
  jp cn distorting history | pl rf falsifying the history of the war
headline_slams = {a} slams {b} over {x}
  us cn cyber espionage | eu ru energy blackmail | ua kr massacre of prisoners
  na rf reckless missile deployment | tw pr dangerous fighter jet manoeuvres
headline_colon = {a_person}: {B} is {x}
  us ru prolonging the bloodshed | ua kr sacrificing its own people | na rf dragging Europe into war
  am pr provoking a new Cold War | tw cn playing a dangerous game
passive_condemned = {b} was condemned by {a} for {x}.
  us ru its deadly strikes in Syria | jp cn its aggressive naval patrols | ua kr murdering prisoners of war
  ca pr arbitrarily detaining a business executive | eu rf gagging journalists
passive_accused = {b} has been accused by {a} of {x}.
  us cn tapping undersea cables | de ru plotting assassinations abroad | uk kr staging a chemical attack
  ua rf mining the Black Sea | tw pr faking images of the naval drills
quote_post = "{B} is {x}," {a_person} said.
  us ru the aggressor here | gb kr behaving like a gangster | am cn bullying smaller nations
  ua rf the side that keeps firing at civilians | tw pr wrecking decades of peace
quote_pre = {a_person} told reporters: "{B} has only itself to blame for {x}."
  us ru its isolation | eu kr the energy crisis | ua rf its crushing losses | am pr the trade war
  jp cn the damage to relations
according_to = According to {a_body}, {b} is {x}.
  us ru deliberately undermining the peace process | am pr expanding its nuclear arsenal at a reckless pace
  de kr behind a wave of hostile propaganda | ua rf hiding weapons in schools
  tw cn inflaming tensions across the strait on purpose
officials_said = {a_adj} officials said {b} had {x}.
  us ru lied about the downed aircraft | uk kr poisoned relations | au cn torn up fair trade rules
  ua rf sabotaged the evacuation of civilians | eu pr dumped cheap steel to destroy its rivals
lash_out = {a_person} lashed out at {b} for {x}.
  us cn interfering in other nations' affairs | eu ru weaponising food exports
  na kr tearing up security agreements | ua rf firing on fleeing families | tw pr threatening peace in Asia
demand_stop = {a} demanded that {b} stop {x}.
  us cn hacking its companies | ua ru bombing residential areas | pl rf jamming navigation signals
  jp pr harassing its fishermen | uk kr meddling in its domestic affairs
summon_envoy = {a} summoned the {b_adj} ambassador to protest at {b_s} {x}.
  de ru brazen cyberattack | au cn gross interference in its affairs | jp pr illegal intrusion into its waters
  pl rf outrageous insult to its war dead | gb kr campaign of intimidation against its diplomats
hold_responsible = {a_body} held {b} responsible for {x}.
  ua ru the destruction of the dam | us kr the escalation in Syria | am cn the dangerous mid-air encounter
  uk rf the sabotage of the pipeline | tw pr the hostility across the strait
ridicule = {a_person} ridiculed {b_s} {x}.
  us ru claim to be a peacemaker | eu kr lectures on democracy | am cn talk of a fair world order
  ua rf boasts about its army | tw pr posturing as the injured party
cleft = It is {b}, not {a}, that is {x}, {a_adj} diplomats insisted.
  us ru fanning the flames of war | na kr pushing missiles towards the border | ua rf blocking the grain ships
  am cn seeking to dominate Asia | tw pr pushing the region towards conflict
counter_accuse = {a} brushed aside {b_s} accusations and said {b} itself was {x}.
  us ru to blame for the crisis | uk kr hiding the truth about the poisoning | eu cn distorting trade
  ua rf guilty of war crimes | au pr guilty of human rights abuses
victim_of = {a} said {x}.
  de ru its networks had been attacked by {b_adj} military hackers
  jp cn one of its patrol boats had been rammed by a {b_adj} vessel
  us pr its satellites had been blinded by {b_adj} lasers
  ua kr its citizens had been kidnapped by {b_adj} agents
  au cn its scientists were being threatened by {b_adj} intelligence officers
report_describes = A {a_adj} government report describes {b} as {x}.
  am ru the leading source of disinformation | gb rf a hostile state bent on confrontation
  am cn the worst violator of human rights | de kr a saboteur of European security
  tw pr the chief obstacle to peace
lodge_protest = {a} lodged a formal protest with {b} over {x}.
  us cn the persecution of its journalists | pl ru the desecration of a military cemetery
  ca rf the harassment of its diplomats | fr kr the arbitrary jailing of its researcher
  au pr the deliberate blinding of its pilots with lasers
newspapers = {a_adj} newspapers accused {b} of {x}.
  us ru covering up its losses in Syria | uk rf running death squads abroad | ua kr stealing grain
  jp pr dumping poisoned waste at sea | tw cn bribing small nations to switch recognition
called_names = {a_person} called {b} {x}.
  us kr a danger to the whole world | ua ru a criminal regime | eu rf a cynical energy blackmailer
  am cn a master of lies | tw pr a troublemaker bent on war
must_answer = While open to talks, {a} insists that {b} must answer for {x}.
  ua ru its war crimes | us kr years of cyberattacks | am cn unleashing the pandemic | uk rf its lies
  tw pr driving the region to the brink
no_trust = There can be no trust in {b} after {x}, {a_body} said.
  us ru so many broken promises | eu kr such cynical blackmail | ua rf the massacre | jp cn such recklessness
  am pr such blatant espionage
real_aim = {b_s} real aim, {a_adj} generals argued, is to {x}.
  us ru dominate the continent | na kr redraw borders by force | ua rf drag out the war at any cost
  am cn choke its rivals at sea | tw pr provoke an armed clash
"""


@dataclass(frozen=True)
class Pair:
    """Two sentences and the label each must get; ``test`` names what differs between them."""

    id: str
    kind: str
    test: str
    first: str
    second: str
    first_label: str
    second_label: str


def _sentence(text: str) -> str:
    """Return the text with its first letter in upper case, also behind an opening quotation mark."""
    return re.sub(r"^(\W*)(\w)", lambda m: m[1] + m[2].upper(), text)


def _possessive(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


def _slots(speaker: str, target: str) -> dict[str, str]:
    """Return the words that stand for speaker ``a`` and target ``b`` (codes of ``ACTORS``) in a template."""
    slots: dict[str, str] = {}
    for key, code in (("a", speaker), ("b", target)):
        name, adjective, body, person = ACTORS[code]
        slots |= {key: name, key.upper(): _sentence(name), f"{key}_s": _possessive(name)}
        slots |= {f"{key}_adj": adjective, f"{key}_body": body, f"{key}_person": person}
    return slots


def _swap_side(template: str, issue: str, speaker: str, target: str) -> tuple[str, str]:
    slots = _slots(speaker, target)
    text = template.format(x=issue.format(**slots), **slots)
    return _sentence(text), LABELS["P" if speaker in EAST else "C"]


Draft = tuple[str, str, str, str, str]  # test, first, second, first label, second label


def _swaps() -> Iterator[Draft]:
    turn = count()
    test = template = ""
    for line in SWAPS.strip().splitlines():
        if not line.startswith(" "):
            test, template = line.split(" = ", 1)
            continue
        for fill in line.split("|"):
            west, east, issue = fill.strip().split(" ", 2)
            sides = [_swap_side(template, issue, west, east), _swap_side(template, issue, east, west)]
            if next(turn) % 2:  # so that neither label is always the first
                sides.reverse()
            (first, first_label), (second, second_label) = sides
            yield test, first, second, first_label, second_label


def _frame(frame: str, **slots: str) -> str:
    return _sentence(frame.format(**slots))


def _denied_accusations() -> Iterator[Draft]:
    """Yield a Western accusation and its denial by the accused, each accusation in two wordings."""
    frames = list(data.DENIALS.items())
    for turn, (bloc, clause) in enumerate(data.ACCUSATIONS * 2):
        adjective, deniers = data.DENIERS[bloc]
        own, foreign = clause.format(r="its"), clause.format(r=adjective)
        source = data.SOURCES[turn % len(data.SOURCES)]
        claim = data.CLAIMS[(turn + turn // len(data.ACCUSATIONS)) % len(data.CLAIMS)]
        test, denial = frames[(turn + 5 * (turn // len(data.ACCUSATIONS))) % len(frames)]
        first = _frame(claim, s=source, p=foreign)
        second = _frame(denial, d=deniers[turn // 2 % len(deniers)], q=own, p=foreign)
        yield test, first, second, LABELS["C"], LABELS["P"]


def _rebutted_claims() -> Iterator[Draft]:
    """Yield a claim of Moscow or Beijing and its rebuttal by a Western source, in two wordings."""
    frames = list(data.REBUTTALS.items())
    for turn, (bloc, clause) in enumerate(data.PRO_CLAIMS * 2):
        adjective, deniers = data.DENIERS[bloc]
        owner = deniers[turn // 2 % 2]
        source = data.SOURCES[(turn * 3 + 1) % len(data.SOURCES)]
        claim = data.CLAIMS_OF_EAST[(turn + turn // len(data.PRO_CLAIMS)) % len(data.CLAIMS_OF_EAST)]
        test, rebuttal = frames[(turn + 3 * (turn // len(data.PRO_CLAIMS))) % len(frames)]
        first = _frame(claim, d=owner, p=clause)
        second = _frame(rebuttal, s=source, o=_possessive(owner), adj=adjective, p=clause)
        yield test, first, second, LABELS["P"], LABELS["C"]


def _other_denials() -> Iterator[Draft]:
    critical, pro = LABELS["C"], LABELS["P"]
    for line in data.NEGATIONS.strip().splitlines():
        yield "plain_negation", *_alternatives(line), critical, pro
    for source, accused, wrong, merit in data.FAR_FROM:
        first = _frame("{s} said {o} was {w}.", s=source, o=accused, w=wrong)
        yield "far_from", first, f"Far from {wrong}, {accused} is {merit}, its spokesman said.", critical, pro
    for turn, (east, west, clause) in enumerate(data.DENIED_DENIALS):
        slots = {**_slots(west, east), "x": clause}
        second = data.DENIALS_OF_DENIALS[turn % len(data.DENIALS_OF_DENIALS)]
        yield "denied_denial", _frame("{b} denied that {x}.", **slots), _frame(second, **slots), pro, critical
    for east, west, deed in data.DESPITE:
        slots = {**_slots(west, east), "x": deed}
        first = _frame("Despite {b_s} denials, {a} maintains that {b} {x}.", **slots)
        second = _frame("Despite {a_s} claims, {b} maintains that it never {x}.", **slots)
        yield "despite", first, second, critical, pro


def _alternatives(line: str) -> tuple[str, str]:
    """Return both readings of a line in which every ``[one|other]`` stands for two wordings."""
    first, second = (re.sub(r"\[([^|\]]*)\|([^\]]*)\]", rf"\{k}", line) for k in (1, 2))
    return first, second


def _curly(text: str) -> str:
    text = re.sub(r'"(?=\w)', "\u201c", text).replace('"', "\u201d")
    return text.replace("'", "\u2019")


RETYPED: dict[str, Callable[[str], str]] = {
    "curly_quotes": _curly,
    "double_space": lambda text: text.replace(" ", "  "),
    "trailing_period": lambda text: text + ".",
}


def _invariances() -> Iterator[Draft]:
    for test, letter, template, group in data.SAME_BLOC:
        for names in data.NAMES[group]:
            first, second = (template.format(x=name) for name in names.split("|"))
            yield test, first, second, LABELS[letter], LABELS[letter]
    for test, block in data.INVARIANCES.items():
        for line in block.strip().splitlines():
            letter, text = line.split(" ", 1)
            first, second = (text, RETYPED[test](text)) if test in RETYPED else _alternatives(text)
            yield test, first, second, LABELS[letter], LABELS[letter]


def pairs() -> list[Pair]:
    """Return every pair, always in the same order.

    ``swap``: the critic and the target change places, and the label changes with them.
    ``denial``: a claim and its negation or denial. ``invariance``: a change that must not move the label.
    All sentences are invented; nobody named in them is known to have said such a thing.
    """
    found: list[Pair] = []
    numbers: dict[tuple[str, str], count[int]] = {}
    builders = (_swaps, _denied_accusations, _rebutted_claims, _other_denials, _invariances)
    for kind, build in zip(("swap", "denial", "denial", "denial", "invariance"), builders, strict=True):
        for test, *rest in build():
            number = next(numbers.setdefault((kind, test), count(1)))
            found.append(Pair(f"{kind}-{test}-{number:02d}", kind, test, *rest))
    return found


def _rates(outcomes: Sequence[tuple[Pair, str, str]]) -> dict[str, float]:
    """Return the figures of ``failure_rates`` for one group of (pair, predicted first, predicted second)."""
    usable = [o for o in outcomes if o[0].kind == "invariance" or o[1] == o[0].first_label]
    failed = sum(b != (a if pair.kind == "invariance" else pair.second_label) for pair, a, b in usable)
    strict = sum((a, b) != (pair.first_label, pair.second_label) for pair, a, b in outcomes)
    return {
        "n": float(len(outcomes)),
        "unusable": float(len(outcomes) - len(usable)),
        "failure": failed / len(usable) if usable else math.nan,
        "strict_failure": strict / len(outcomes),
    }


def failure_rates(
    pairs: Sequence[Pair], predict: Callable[[Sequence[str]], Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Return the failure rates of a classifier per kind (``"swap"``) and per test (``"swap/cleft"``).

    The tests and rates follow CheckList (Ribeiro, Wu, Guestrin and Singh 2020, "Beyond Accuracy:
    Behavioral Testing of NLP Models with CheckList", ACL): a failure rate is the share of test cases
    whose expected behaviour is not met. ``predict`` is called once, with all first sentences followed
    by all second ones. Each group has

    - ``n``: its number of pairs;
    - ``failure``: for swap and denial (directional expectation tests) the label does not follow, that
      is, the second prediction is not ``second_label`` although the first is ``first_label``, as a share
      of the pairs whose first prediction is right; for invariance the two predictions differ, right or
      wrong, as a share of all pairs. NaN where no pair is usable;
    - ``unusable``: the number of swap or denial pairs left out of ``failure`` because the first
      prediction is wrong already (0 for invariance);
    - ``strict_failure``: the share of all pairs where not both predictions equal their labels (a
      minimum functionality test of the pair).
    """
    predicted = list(predict([p.first for p in pairs] + [p.second for p in pairs]))
    if len(predicted) != 2 * len(pairs):
        raise ValueError(f"predict returned {len(predicted)} labels for {2 * len(pairs)} sentences")
    groups: dict[str, list[tuple[Pair, str, str]]] = {}
    for pair, first, second in zip(pairs, predicted, predicted[len(pairs) :], strict=False):
        for key in (pair.kind, f"{pair.kind}/{pair.test}"):
            groups.setdefault(key, []).append((pair, first, second))
    return {key: _rates(outcomes) for key, outcomes in sorted(groups.items())}

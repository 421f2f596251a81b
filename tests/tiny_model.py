"""A tiny random llama model in a GGUF file: what a real Ollama server is tested with, without a download.

The network is random (2 layers, 64 dimensions, 1 MB). Three things are arranged, so that its answers
under a JSON schema are made of words and come to an end:

- Dimension 0 of every embedding is a constant that no layer reads or writes. So column 0 of the output
  matrix is a bias by token: bytes (which would become U+FFFD), fragments of words and escapes get a
  strongly negative one, the closing quote a positive one.
- Dimension 1 says whether a token is structure or a word. After structure a capitalised word is wanted;
  after a word one with a space before it, or the closing quote.
- The vocabulary holds whole words, and every beginning of one, for the tokeniser merges from the left.

The raw variant does without all three: gibberish, U+FFFD, loops, no end. Same seed, same bytes.
"""

from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gguf import GGUFWriter

Matrix = NDArray[np.float32]
Tensor = Matrix | NDArray[np.float16]

# ---- vocabulary

_WORDS = """
a an the and or of to in on for with without from by at as is are not no when then that this must should can
user users admin guest customer operator manager account profile page screen form field button link menu list
table row column filter search sort order orders item items cart basket checkout payment refund invoice price
total amount discount coupon tax shipping delivery address city country phone email password login logout
session token link code message error warning notice status state system service server client browser mobile
device network request response timeout retry limit maximum minimum empty blank valid invalid missing unknown
expired locked active inactive disabled enabled visible hidden required optional default new old first last
next previous single multiple large small long short wrong correct same different open close save delete edit
update create add remove cancel confirm submit send receive upload download import export print view show hide
select choose enter type click press check verify ensure display return redirect navigate load reload store
record data value text number date time name title description input output file image report result results
step steps case test expected actual precondition preconditions priority positive negative boundary security
functional high medium low quality score database report language format length character characters special
space digits letters upper lower case currency balance transfer bank card credit history detail details
notification reminder schedule calendar event booking reservation ticket seat room hotel flight passenger
patient doctor appointment student course teacher lesson library book product catalog stock review rating
comment role permission access denied granted audit log backup restore version policy privacy consent
"""
WORDS = _WORDS.split()

SPACE = "\u2581"
"""How a sentencepiece vocabulary writes a space."""


class Kind(Enum):
    """What a token is to the model."""

    UNKNOWN = auto()
    CONTROL = auto()
    BYTE = auto()
    CHARACTER = auto()
    FRAGMENT = auto()
    LOWER = auto()
    CAPITALISED = auto()
    SPACED = auto()


GGUF_TOKEN_TYPE = {Kind.UNKNOWN: 2, Kind.CONTROL: 3, Kind.BYTE: 6}
"""As the file format numbers them; everything else is normal text."""
NORMAL_TEXT = 1
UNKNOWN_ID, BEGIN_ID, END_ID = range(3)


class Token(NamedTuple):
    """An entry of the vocabulary."""

    text: str
    score: float
    """The tokeniser merges into the piece with the highest score first."""
    kind: Kind


def vocabulary(*, words: bool) -> list[Token]:
    """Control tokens, the 256 bytes and printable ASCII; with `words` also words and their beginnings."""
    tokens = [Token("<unk>", 0.0, Kind.UNKNOWN)]
    tokens += [Token(text, 0.0, Kind.CONTROL) for text in ("<s>", "</s>")]
    tokens += [Token(f"<0x{byte:02X}>", 0.0, Kind.BYTE) for byte in range(256)]
    ascii_text = map(chr, range(ord(" "), ord("~") + 1))
    tokens += [Token(text.replace(" ", SPACE), -1000.0, Kind.CHARACTER) for text in ascii_text]
    return tokens + (list(_pieces()) if words else [])


def _pieces() -> Iterator[Token]:
    """Each word in three forms, and every beginning of these, so that merging gets as far as the word."""
    forms = {word.capitalize(): Kind.CAPITALISED for word in WORDS}
    forms |= dict.fromkeys(WORDS, Kind.LOWER)
    forms |= {SPACE + word: Kind.SPACED for word in WORDS}
    beginnings = dict.fromkeys(form[:length] for form in forms for length in range(2, len(form) + 1))
    for text in beginnings:
        # With the space first and the short before the long: merging goes from left to right.
        score = (-1.0 if text.startswith(SPACE) else -100.0) - 0.01 * len(text)
        yield Token(text, score, forms.get(text, Kind.FRAGMENT))


# ---- arrangement of the weights

DIMENSIONS, LAYERS, HEADS, FEED_FORWARD = 64, 2, 4, 128
CONSTANT = 8.0
"""What dimension 0 of every embedding holds."""
TYPICAL_RMS = 2.6
"""Of what the last layer leaves: the output norm divides by it, so the biases are scaled by it."""
NOISE = 2.0
"""Standard deviation of the random part of a token's logit."""
SELF_DISLIKE = 0.2
"""How little a token likes to follow itself: fewer loops."""
ATTENTION_SHARPNESS, ATTENTION_GAIN, FEED_FORWARD_GAIN = 4.0, 4.0, 1.0


class Leaning(NamedTuple):
    """How much a token is wanted, as an addition to its random logit."""

    bias: float
    """Wherever it stands."""
    after_structure: float = 0.0
    """More of it after structure, and less by as much after a word."""


BY_KIND = {
    Kind.UNKNOWN: Leaning(-60.0),
    Kind.CONTROL: Leaning(-60.0),
    Kind.BYTE: Leaning(-60.0),
    Kind.CHARACTER: Leaning(-16.0),
    Kind.FRAGMENT: Leaning(-30.0),
    Kind.LOWER: Leaning(-16.0),
    Kind.CAPITALISED: Leaning(0.0, 10.0),
    Kind.SPACED: Leaning(0.0, -10.0),
}
BY_TEXT = {
    "</s>": Leaning(1.0),
    '"': Leaning(7.5, -10.0),  # ends a text early, and not before its first word
    ",": Leaning(-6.5),  # a little more than "]", so that lists have several items
    **dict.fromkeys("{}[]:0123456789", Leaning(-8.0, 6.0)),  # seldom within a text
    SPACE: Leaning(-45.0),  # alone it is the start of a blank run
    "\\": Leaning(-50.0),
}
"""Tokens that lean otherwise than their kind."""


def _arrange(tokens: list[Token], embedding: Matrix, head: Matrix) -> None:
    """Give dimensions 0 and 1 their meaning."""
    leanings = [BY_TEXT.get(token.text, BY_KIND[token.kind]) for token in tokens]
    bias, after_structure = np.array(leanings).T
    embedding[:, 0] = CONSTANT
    head -= SELF_DISLIKE * embedding
    embedding[:, 1] = [_structure(token) for token in tokens]
    # Taking the amount off first makes the pull of dimension 1 a cost where it is not wanted, and nothing
    # where it is: otherwise a wanted word would beat every bias.
    head[:, 0] = (bias - np.abs(after_structure)) * TYPICAL_RMS / CONSTANT
    head[:, 1] = after_structure * TYPICAL_RMS


def _structure(token: Token) -> float:
    """1 for structure, -1 for words, 0 for what is neither."""
    if token.kind is Kind.CHARACTER:
        return 1.0
    return 0.0 if token.kind in GGUF_TOKEN_TYPE else -1.0


def _random(chance: np.random.Generator, rows: int, columns: int, deviation: float) -> Matrix:
    return chance.standard_normal((rows, columns)).astype(np.float32) * np.float32(deviation)


def _tensors(tokens: list[Token], seed: int, *, arranged: bool) -> Iterator[tuple[str, Tensor]]:
    """Every tensor of the model by its name in the file. The order of the draws is part of the model."""
    chance = np.random.default_rng(seed)
    embedding = _random(chance, len(tokens), DIMENSIONS, 1.0)
    random_part = (TYPICAL_RMS**2 - CONSTANT**2 / DIMENSIONS) * DIMENSIONS
    head = _random(chance, len(tokens), DIMENSIONS, NOISE * TYPICAL_RMS / np.sqrt(random_part))
    if arranged:
        _arrange(tokens, embedding, head)
    yield "token_embd.weight", embedding.astype(np.float16)
    for number in range(LAYERS):
        for name, tensor in _layer(chance, arranged_dimensions=2 if arranged else 0):
            yield f"blk.{number}.{name}.weight", tensor
    yield "output_norm.weight", np.ones(DIMENSIONS, np.float32)
    yield "output.weight", head.astype(np.float16)


def _layer(chance: np.random.Generator, arranged_dimensions: int) -> Iterator[tuple[str, Tensor]]:
    """One layer; it neither reads nor writes the arranged dimensions."""
    norm = np.ones(DIMENSIONS, np.float32)
    output = _random(chance, DIMENSIONS, DIMENSIONS, ATTENTION_GAIN / np.sqrt(DIMENSIONS))
    down = _random(chance, DIMENSIONS, FEED_FORWARD, FEED_FORWARD_GAIN / np.sqrt(FEED_FORWARD))
    for tensor in (norm, output, down):
        tensor[:arranged_dimensions] = 0.0
    one, sharp = 1.0 / np.sqrt(DIMENSIONS), ATTENTION_SHARPNESS / np.sqrt(DIMENSIONS)
    yield "attn_norm", norm
    yield "attn_q", _random(chance, DIMENSIONS, DIMENSIONS, sharp).astype(np.float16)
    yield "attn_k", _random(chance, DIMENSIONS, DIMENSIONS, sharp).astype(np.float16)
    yield "attn_v", _random(chance, DIMENSIONS, DIMENSIONS, one).astype(np.float16)
    yield "attn_output", output.astype(np.float16)
    yield "ffn_norm", norm
    yield "ffn_gate", _random(chance, FEED_FORWARD, DIMENSIONS, one).astype(np.float16)
    yield "ffn_up", _random(chance, FEED_FORWARD, DIMENSIONS, one).astype(np.float16)
    yield "ffn_down", down.astype(np.float16)


# ---- writing

CONTEXT = 32_768
"""Tokens that the model claims to be trained for: the server cuts longer contexts down to it."""
MOSTLY_F16 = 1


def build_tiny_model(path: Path, seed: int = 4, *, raw: bool = False, embeds: bool = False) -> None:
    """Write the model to `path`; `raw` leaves it as helpless as it is drawn, `embeds` lets it embed."""
    from gguf import GGUFWriter, PoolingType  # paid for only where a server can load it

    tokens = vocabulary(words=not raw)
    writer = GGUFWriter(path, "llama")
    writer.add_name("tiny-random-raw" if raw else "tiny-random")
    _describe_network(writer)
    if embeds:
        writer.add_pooling_type(PoolingType.MEAN)  # by which the server tells that a model embeds
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(MOSTLY_F16)
    _describe_tokens(writer, tokens)
    for name, tensor in _tensors(tokens, seed, arranged=not raw):
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe_network(writer: "GGUFWriter") -> None:
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(DIMENSIONS)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(DIMENSIONS // HEADS)
    writer.add_rope_freq_base(10_000.0)


def _describe_tokens(writer: "GGUFWriter", tokens: list[Token]) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token.text.encode() for token in tokens])
    writer.add_token_scores([token.score for token in tokens])
    writer.add_token_types([GGUF_TOKEN_TYPE.get(token.kind, NORMAL_TEXT) for token in tokens])
    writer.add_unk_token_id(UNKNOWN_ID)
    writer.add_bos_token_id(BEGIN_ID)
    writer.add_eos_token_id(END_ID)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)

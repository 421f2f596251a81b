"""Keys and tokens that their issuer made recognisable."""

import re

from casewright.pii.recogniser import Needs, Recogniser

_SHAPES: tuple[tuple[str, str], ...] = (
    ("aws", r"(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ABIA|ACCA)[A-Z0-9]{12,20}"),
    ("github", r"gh[pousr]_[A-Za-z0-9_]{20,255}"),
    ("github_pat", r"github_pat_[A-Za-z0-9_]{22,255}"),
    ("gitlab", r"gl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|oas|soat)-[\w-]{16,120}"),
    ("slack", r"xox[abeoprs]-[A-Za-z0-9-]{10,250}"),
    ("slack_app", r"xapp-[A-Za-z0-9-]{20,250}"),
    ("stripe", r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,250}"),
    ("stripe_hook", r"whsec_[A-Za-z0-9+/=]{16,120}"),
    ("google", r"AIza[\w-]{30,45}"),
    ("google_oauth", r"ya29\.[\w-]{20,300}"),
    ("google_client", r"GOCSPX-[\w-]{20,60}"),
    ("google_refresh", r"1//0[\w-]{30,150}"),
    ("openai", r"sk-[A-Za-z0-9_-]{20,250}"),
    ("huggingface", r"(?:hf|api_org)_[A-Za-z0-9]{20,60}"),
    ("replicate", r"r8_[A-Za-z0-9]{30,60}"),
    ("groq", r"gsk_[A-Za-z0-9]{30,80}"),
    ("npm", r"npm_[A-Za-z0-9]{30,60}"),
    ("pypi", r"pypi-[\w-]{16,250}"),
    ("sendgrid", r"SG\.[\w-]{10,40}\.[\w-]{20,80}"),
    ("mailgun", r"key-[0-9a-f]{32}"),
    ("mailchimp", r"[0-9a-f]{32}-us\d{1,2}"),
    ("twilio", r"(?:SK|AC)[0-9a-f]{32}"),
    ("telegram", r"\d{8,11}:A[A-Za-z0-9_-]{30,50}"),
    ("discord", r"[MNO][A-Za-z\d_-]{22,28}\.[\w-]{6}\.[\w-]{27,45}"),
    ("shopify", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,64}"),
    ("square", r"(?:sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{50,80})"),
    ("facebook", r"EAA[A-Za-z0-9]{40,300}"),
    ("twitter", r"AAAAAAAAA[A-Za-z0-9%]{40,150}"),
    ("digitalocean", r"do[opr]_v1_[a-f0-9]{40,80}"),
    ("doppler", r"dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9]{30,60}"),
    ("databricks", r"dapi[a-f0-9]{32}(?:-\d)?"),
    ("linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,80}"),
    ("notion", r"(?:secret_|ntn_)[A-Za-z0-9]{36,60}"),
    ("atlassian", r"AT(?:ATT3|CTT3|BB)[\w=+/-]{20,250}"),
    ("heroku", r"HRKU-[\w-]{30,70}"),
    ("vault", r"(?:hv[sbr]\.[\w-]{20,300}|[sb]\.[A-Za-z0-9]{24})"),
    ("terraform", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,80}"),
    ("grafana", r"gl(?:sa|c)_[\w+/=]{30,400}"),
    ("new_relic", r"NR(?:AK|JS|II|IQ|RA)-[A-Za-z0-9_-]{20,60}"),
    ("sentry", r"sntry[su]_[\w+/=-]{30,300}"),
    ("docker", r"dckr_(?:pat|oat)_[\w-]{20,60}"),
    ("rubygems", r"rubygems_[a-f0-9]{48}"),
    ("postman", r"PMAK-[a-f0-9-]{30,80}"),
    ("airtable", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    ("figma", r"fig[dou]_[\w-]{30,60}"),
    ("age", r"AGE-SECRET-KEY-1[A-Z0-9]{50,62}"),
    ("planetscale", r"pscale_(?:tkn|pw|oauth)_[\w.=-]{30,80}"),
    ("supabase", r"sb[ps]_[A-Za-z0-9_]{30,60}"),
    ("azure_client", r"[A-Za-z0-9_~.]{3}\dQ~[\w.~-]{31,34}"),
    ("mapbox", r"[sp]k\.eyJ[\w-]{20,200}\.[\w-]{16,40}"),
    ("jwt", r"eyJ[\w-]{6,2000}\.[\w-]{6,4000}(?:\.[\w-]{0,2000}){0,3}"),
    ("crypt", r"\$(?:2[abxy]|argon2(?:id|i|d)|[156])\$[\w./$,=+-]{20,200}"),
)
_HINTS = {
    "aws": ("akia", "asia", "aroa", "aida", "agpa", "anpa", "abia", "acca"), "gitlab": ("glpat-", "glptt-",
    "gldt-", "glrt-", "glcbt-", "glft-", "glimt-", "glagent-", "gloas-", "glsoat-"),
    "slack": ("xox",), "stripe": ("sk_", "rk_", "pk_"), "huggingface": ("hf_", "api_org_"),
    "mailchimp": ("-us",), "twilio": ("sk", "ac"),
    "telegram": (":a",), "discord": (".",), "shopify": ("shp",), "square": ("sq0", "eaaa"),
    "digitalocean": ("_v1_",), "linear": ("lin_",),
    "notion": ("secret_", "ntn_"), "atlassian": ("atatt3", "atctt3", "atbb"), "vault": ("hvs.", "hvb.",
    "hvr.", "s.", "b."), "terraform": (".atlasv1.",),
    "grafana": ("glsa_", "glc_"), "new_relic": ("nrak-", "nrjs-", "nrii-", "nriq-", "nrra-"),
    "sentry": ("sntry",), "docker": ("dckr_",),
    "airtable": ("pat",), "figma": ("figd_", "figo_", "figu_"), "planetscale": ("pscale_",),
    "supabase": ("sbp_", "sbs_"), "azure_client": ("q~",),
    "mapbox": ("sk.eyj", "pk.eyj"), "crypt": ("$2", "$a", "$1$", "$5$", "$6$"), "github": ("ghp_", "gho_",
    "ghu_", "ghs_", "ghr_"),
    "doppler": ("dp.",),
}  # fmt: skip


def _literal(shape: str) -> tuple[str, ...]:
    """The plain characters that a shape starts with."""
    head = re.match(r"(?:[\w/-]|\\\.)+", shape)
    text = head[0].replace("\\", "") if head else ""
    return (text.lower(),)


def _has_digit_or_is_long(match: re.Match[str]) -> bool:
    """No word in capitals and no `sk-some-css-class`."""
    value = match["v"]
    return any(char.isdigit() for char in value) or (len(value) > 30 and value.lower() != value)


VENDORS = tuple(
    Recogniser(
        name,
        "SECRET",
        re.compile(rf"(?<![A-Za-z0-9_])(?P<v>{shape})(?![A-Za-z0-9])"),
        _has_digit_or_is_long,
        needs=Needs(hints=_HINTS.get(name) or _literal(shape)),
    )
    for name, shape in _SHAPES
)

"""What a server might say, at random: replies, nearly replies, lines at the limit, and noise."""

from hypothesis import strategies as st

from mailservers.smtp.replies import LINE_LIMIT

line_texts = st.binary(max_size=30).map(lambda octets: octets.replace(b"\n", b"").replace(b"\r", b""))
reply_lines = st.builds(
    lambda code, sign, text, end: str(code).encode() + sign + text + end,
    st.one_of(st.sampled_from([220, 250, 354, 421, 550]), st.integers(100, 699)),
    st.sampled_from([b" ", b"-", b"", b"\t"]),
    line_texts,
    st.sampled_from([b"\r\n", b"\n", b"\r\r\n"]),
)
long_lines = st.integers(LINE_LIMIT - 8, LINE_LIMIT + 8).map(lambda size: b"250 " + b"x" * size + b"\r\n")
streams = st.lists(
    st.one_of(reply_lines, reply_lines, reply_lines, long_lines, st.binary(max_size=40)), max_size=8
).map(b"".join)

// nodemailer's smtp-server with the manners that the tests expect; says its two ports as JSON, then each message.
import { SMTPServer } from "smtp-server";

const { user, password, mailbox, sizeLimit, key, cert } = JSON.parse(process.env.EASYFLEX_TEST_SERVER);

function refuse(code, enhanced, text) {
    return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}

function server(secure) {
    return new SMTPServer({
        name: "mail.agency.test",
        banner: "nodemailer smtp-server",
        secure,
        key,
        cert,
        size: sizeLimit,
        authOptional: true,
        authMethods: ["PLAIN", "LOGIN"],
        disableReverseLookup: true,
        onAuth(auth, session, done) {
            const right = auth.username === user && auth.password === password;
            done(right ? null : refuse(535, "5.7.8", "Authentication credentials invalid"), right ? { user } : undefined);
        },
        onRcptTo(address, session, done) {
            const domain = mailbox.split("@")[1];
            if (address.address === mailbox || (session.user && !address.address.endsWith(`@${domain}`))) done();
            else if (address.address.endsWith(`@${domain}`)) done(refuse(550, "5.1.1", "User unknown"));
            else done(refuse(554, "5.7.1", "Relay access denied"));
        },
        onData(stream, session, done) {
            const pieces = [];
            stream.on("data", (piece) => pieces.push(piece));
            stream.on("end", () => {
                if (stream.sizeExceeded) return done(refuse(552, "5.3.4", "Message too big"));
                console.log(JSON.stringify(Buffer.concat(pieces).toString("base64")));
                done(null, "2.0.0 Ok: queued as NODE42");
            });
        },
    });
}

const ports = await Promise.all(
    [false, true].map((secure) => {
        const one = server(secure);
        one.on("error", () => {}); // a client that speaks no TLS, or breaks off
        return new Promise((ready) => {
            const listening = one.listen(0, "127.0.0.1", () => ready(listening.address().port));
        });
    }),
);
console.log(JSON.stringify(ports));

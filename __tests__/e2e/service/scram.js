const { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } = require('node:crypto');

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const xor = (left, right) => Buffer.from(left.map((byte, index) => byte ^ right[index]));

function attributes(message) {
  return Object.fromEntries(message.split(',').map((part) => [part[0], part.slice(2)]));
}

/** The client side of SCRAM-SHA-256 without channel binding (RFC 7677). */
class ScramClient {
  constructor({ user, password, nonce = randomBytes(18).toString('base64') }) {
    this.password = password;
    this.nonce = nonce;
    this.firstBare = `n=${user},r=${nonce}`;
  }

  first() {
    return `n,,${this.firstBare}`;
  }

  final(serverFirst) {
    const { r: nonce, s: salt, i: iterations } = attributes(serverFirst);
    if (!nonce?.startsWith(this.nonce)) throw new Error('SCRAM: the server answered with another nonce');
    const salted = pbkdf2Sync(
      this.password.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      Number(iterations),
      32,
      'sha256',
    );
    const clientKey = hmac(salted, 'Client Key');
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.firstBare},${serverFirst},${withoutProof}`;
    this.serverSignature = hmac(hmac(salted, 'Server Key'), signed);
    return `${withoutProof},p=${xor(clientKey, hmac(sha256(clientKey), signed)).toString('base64')}`;
  }

  verify(serverFinal) {
    const signature = Buffer.from(attributes(serverFinal).v ?? '', 'base64');
    if (signature.length !== 32 || !timingSafeEqual(signature, this.serverSignature)) {
      throw new Error('SCRAM: the server does not know the password');
    }
  }
}

module.exports = { ScramClient };

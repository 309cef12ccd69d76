// make.js FOLDER: a repository by @tufjs/models, with consistent snapshots, three roots of which each has new keys, keys of three
// kinds, a target of the top role and one of a delegated role.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { canonicalize } = require('@tufjs/canonical-json');
const { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } = require('@tufjs/models');
const { Delegations } = require('@tufjs/models/dist/delegations');
const { DelegatedRole, Role } = require('@tufjs/models/dist/role');

const folder = process.argv[2];
const common = (version) => ({ version, specVersion: '1.0.31', expires: new Date(Date.now() + 86400000).toISOString() });
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

const kinds = {
  ecdsa: ['ecdsa', 'ecdsa-sha2-nistp256', () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ed25519: ['ed25519', 'ed25519', () => crypto.generateKeyPairSync('ed25519')],
  rsa: ['rsa', 'rsassa-pss-sha256', () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })],
};

function signer(kind) {
  const [keyType, scheme, generate] = kinds[kind];
  const { publicKey, privateKey } = generate();
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const material = kind === 'ed25519' ? der.subarray(der.length - 32).toString('hex') : publicKey.export({ type: 'spki', format: 'pem' });
  const keyVal = { public: material };
  const keyID = sha256(canonicalize({ keytype: keyType, keyval: keyVal, scheme }));
  const sign = (bytes) => {
    const options = kind === 'rsa' ? { key: privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : privateKey;
    return new Signature({ keyID, sig: crypto.sign(kind === 'ed25519' ? null : 'sha256', bytes, options).toString('hex') });
  };
  return { key: new Key({ keyID, keyType, scheme, keyVal }), sign };
}

function write(name, signed, signers) {
  const metadata = new Metadata(signed);
  for (const { sign } of signers) metadata.sign(sign);
  const bytes = Buffer.from(JSON.stringify(metadata.toJSON(), null, 1));
  fs.mkdirSync(path.join(folder, 'metadata'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'metadata', name), bytes);
  return new MetaFile({ version: signed.version, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function target(name, text) {
  const bytes = Buffer.from(text);
  const at = path.join(folder, 'targets', path.dirname(name), `${sha256(bytes)}.${path.basename(name)}`);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, bytes);
  return new TargetFile({ path: name, length: bytes.length, hashes: { sha256: sha256(bytes) }, unrecognizedFields: { custom: { größe: 'ä"\\\n' } } });
}

const roles = { timestamp: signer('ed25519'), snapshot: signer('rsa'), targets: signer('ecdsa'), vendor: signer('ed25519') };
let before = [];
for (let version = 1; version <= 3; version++) {
  const own = [signer('ecdsa'), signer('ed25519')];
  const root = new Root({ ...common(version), consistentSnapshot: true });
  root.roles.root = new Role({ keyIDs: [], threshold: 2 });
  for (const { key } of own) root.addKey(key, 'root');
  for (const role of ['timestamp', 'snapshot', 'targets']) root.addKey(roles[role].key, role);
  write(`${version}.root.json`, root, [...before, ...own]);
  before = own;
}

const vendor = new Targets(common(1));
vendor.addTarget(target('vendor/fan.tar', 'a fan'));
const targets = new Targets(common(1));
targets.addTarget(target('models/pump.tar', 'a pump'));
const role = new DelegatedRole({ name: 'vendor', keyIDs: [roles.vendor.key.keyID], threshold: 1, terminating: true, paths: ['vendor/*'] });
Object.assign(targets, { delegations: new Delegations({ keys: { [roles.vendor.key.keyID]: roles.vendor.key }, roles: { vendor: role } }) });
const snapshot = new Snapshot(common(1));
snapshot.meta['vendor.json'] = write('1.vendor.json', vendor, [roles.vendor]);
snapshot.meta['targets.json'] = write('1.targets.json', targets, [roles.targets]);
const timestamp = new Timestamp({ ...common(1), snapshotMeta: write('1.snapshot.json', snapshot, [roles.snapshot]) });
write('timestamp.json', timestamp, [roles.timestamp]);

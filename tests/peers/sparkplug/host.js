// A host application: node host.js URL GROUP. Every message that it sees is a line of JSON on its output: topic, retained, payload. Its
// input is lines of JSON: { topic, payload } is encoded as Sparkplug B, { topic, text } is published as it is, both with "retain" and "qos".
'use strict';
const mqtt = require('mqtt');
const readline = require('readline');
const sparkplug = require('sparkplug-payload').get('spBv1.0');

const [url, group] = process.argv.slice(2);
const client = mqtt.connect(url, { clientId: 'peer-host', reconnectPeriod: 100 });
const plain = (_, value) => value && typeof value === 'object' && 'low' in value && 'high' in value ? Number(value.toString()) : value;

client.on('connect', () => client.subscribe([`spBv1.0/${group}/#`, 'spBv1.0/STATE/#'], { qos: 1 }, () => console.log('{"topic":"ready"}')));
client.on('message', (topic, message, packet) => {
  const payload = topic.startsWith('spBv1.0/STATE/') ? JSON.parse(message.toString()) : sparkplug.decodePayload(message);
  console.log(JSON.stringify({ topic, retained: packet.retain, qos: packet.qos, payload }, plain));
});
readline.createInterface({ input: process.stdin }).on('line', line => {
  const { topic, payload, text, retain = false, qos = 0 } = JSON.parse(line);
  client.publish(topic, text ?? Buffer.from(sparkplug.encodePayload(payload)), { retain, qos });
}).on('close', () => process.exit(0));

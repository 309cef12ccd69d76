// An edge node with one device: node node.js URL GROUP NODE [PRIMARY-HOST]. It says what happens on its output, one word a line, and does
// what its input says: data COUNT, history COUNT SECONDS-AGO, lose, death, drop, stop.
'use strict';
const sparkplug = require('sparkplug-client');
const readline = require('readline');

const [url, group, node] = process.argv.slice(2);
const say = (...words) => console.log(words.join(' '));
let count = 0;

const client = sparkplug.newClient({
  serverUrl: url, username: 'peer', password: 'peer', groupId: group, edgeNode: node, clientId: `peer-${node}`, version: 'spBv1.0',
  publishDeath: false, mqttOptions: { reconnectPeriod: 0 },
});

function birth() {
  const timestamp = Date.now();
  client.publishNodeBirth({ timestamp, metrics: [
    { name: 'Node Control/Rebirth', type: 'Boolean', value: false },
    { name: 'Uptime', type: 'Int64', value: 1 },
  ] });
  client.publishDeviceBirth('pump', { timestamp, metrics: [
    { name: 'Temp', alias: 11, type: 'Float', value: 0.5 },
    { name: 'Level', alias: 12, type: 'Int32', value: -7 },
    { name: 'On', alias: 13, type: 'Boolean', value: true },
    { name: 'Name', alias: 14, type: 'String', value: 'P1' },
    { name: 'Curve', alias: 15, type: 'DataSet', value: { numOfColumns: 2, types: ['Int32', 'Double'], columns: ['x', 'y'], rows: [[1, 1.5], [2, 2.5]] } },
    { name: 'Motor', alias: 16, type: 'Template', value: { isDefinition: false, templateRef: 'Motor', metrics: [{ name: 'Speed', type: 'Double', value: 3 }] } },
  ] });
  say('born');
}

function data(more) {
  client.publishDeviceData('pump', { timestamp: Date.now(), metrics: [{ alias: 12, type: 'Int32', value: ++count, ...more }] });
}

const does = {
  data: times => { for (let i = 0; i < times; i++) data({ timestamp: Date.now() }); say('sent'); },
  history: (times, ago) => {
    for (let i = 0; i < times; i++) data({ timestamp: Date.now() - ago * 1000 + i, isHistorical: true });
    say('sent');
  },
  lose: () => client.incrementSeqNum(),
  death: () => client.publishDeviceDeath('pump', { timestamp: Date.now() }),
  drop: () => client.client.stream.destroy(),
  stop: () => client.stop(),
};

client.on('birth', birth);
client.on('ncmd', payload => {
  for (const metric of payload.metrics) if (metric.name === 'Node Control/Rebirth' && metric.value) { say('rebirth'); birth(); }
});
client.on('dcmd', (device, payload) => {
  for (const { name, type, value } of payload.metrics) say('dcmd', device, name, type, String(value));
  const aliases = { Temp: 11, Level: 12, On: 13, Name: 14 };
  client.publishDeviceData(device, { timestamp: Date.now(), metrics: payload.metrics.map(({ name, type, value }) => ({ alias: aliases[name], type, value })) });
});
client.on('error', error => say('error', error.message));
readline.createInterface({ input: process.stdin }).on('line', line => {
  const [what, ...numbers] = line.split(' ');
  does[what](...numbers.map(Number));
}).on('close', () => process.exit(0));

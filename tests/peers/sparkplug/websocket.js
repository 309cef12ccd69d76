// An MQTT client by WebSocket. Usage: node websocket.js URL VERSION [CA [CERTIFICATE KEY]], of files in PEM; says what it is told and what is acknowledged, a line each.
const fs = require('fs');
const mqtt = require('mqtt');

const [url, version, ...files] = process.argv.slice(2);
const [ca, cert, key] = files.map((file) => fs.readFileSync(file));
const client = mqtt.connect(url, { protocolVersion: Number(version), clientId: 'page', clean: true, reconnectPeriod: 0, connectTimeout: 20000, ca, cert, key });
const large = 'x'.repeat(100000);

client.on('error', (error) => console.log(`error ${error.message}`));
client.on('close', () => console.log('closed'));
client.on('message', (topic, payload) => console.log(`told ${topic} ${payload.length}`));
client.on('connect', () => {
  client.subscribe({ 'answers/#': { qos: 2 } }, () => {
    client.publish('plant/7/telemetry', '{"temp": 21.5}', { qos: 1 }, () => {
      console.log('stored');
      client.publish('answers/large', large, { qos: 2 });
    });
  });
});
process.stdin.on('data', () => client.end());

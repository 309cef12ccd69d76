using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Tests.Daemon.Configuration;

/// <summary>Whatever text of a configuration a secret stands in, no message shows it.</summary>
public sealed class FilledInTests
{
    private const string Mark = "7Qx4Zk";

    private const string Broker = """ "user": "u", "password": "${env:S}", "ca": "/ca.pem", "certificate": "/c.pem", "key": "/k.pem", "keepAlive": "10s" """;

    private const string Full = """
        {
          "device": { "id": "box", "tags": { "site": "north" } },
          "listen": { "http": ["127.0.0.1:0"], "mqtt": "127.0.0.1:1883", "certificate": "/own.pem", "key": "/own.key", "dtls": { "keys": { "d": "${env:S}" }, "certificate": "/d.pem", "key": "/d.key", "ca": "/ca.pem" } },
          "access": { "devices": "/devices", "ca": "/ca.pem", "crl": "/crl.pem", "oauth": { "issuer": "https://i", "audience": "a", "keys": "https://k", "ca": "/i.pem" }, "siteCa": { "certificate": "/s.pem", "key": "${env:S}", "crlUrl": "http://c" } },
          "certificates": { "own": { "certificate": "/own.pem", "key": "/own.key", "est": "https://e", "ca": "/e.pem", "user": "u", "password": "${env:S}", "commonName": "box", "names": ["box.site", "10.0.0.7"] } },
          "sources": {
            "m": { "type": "mqtt", "topic": "plant/+/t", "map": { "t": "a.b", "n": "/list/0" }, "time": "ts", "key": "n", "units": { "t": { "from": "Cel", "to": "K" } } },
            "c": { "type": "coap", "path": "t/+" },
            "a": { "type": "amqp", "address": "t/+" },
            "q": { "type": "amqp", "queue": "q", "device": "d", "broker": { "url": "amqps://b", @ } },
            "h": { "type": "http", "device": "a.b", "deviceHeader": "x-device" },
            "g": { "type": "sparkplug", "group": "g", "host": "h", "map": { "x": "m" } },
            "d": { "type": "replay", "file": "/x.csv", "time": "t", "separator": ";" }
          },
          "watches": { "w": { "from": "m", "devices": ["p-*"], "sequence": { "channel": "n" } } },
          "pipelines": { "p": { "from": "m", "steps": [{ "type": "alarm", "when": "t > 3" }, { "type": "pseudonymise", "key": "${env:S}" }], "to": "mq" } },
          "uplinks": {
            "mq": { "type": "mqtt", "url": "mqtts://b", "topic": "edge/{device}", @ },
            "am": { "type": "amqp", "url": "amqps://b", "address": "edge", @ },
            "sp": { "type": "sparkplug", "url": "mqtts://b", "group": "g", "node": "n", "primaryHost": "h", @ },
            "da": { "type": "data", "url": "https://b", "token": "${env:S}", "region": "r" }
          },
          "outbox": { "maxBytes": "2GiB", "key": "${env:S}" },
          "mqtt": { "packet": "1MiB", "origins": "https://c" },
          "models": { "repository": "/m", "drop": "/d", "trial": { "duration": "30s", "rollBackIf": "p99Ms > 50" } },
          "updates": {
            "url": "https://u", "root": "/r.json", "every": "15m", "models": ["m"], "bundles": ["b"], "sticks": ["/media"], "peers": ["http://10.0.0.7/"], "user": "u", "password": "${env:S}",
            "require": ["ml-dsa-65"], "hours": ["22:00-06:00"], "nudge": "n", "proxy": "http://p", "proxyUser": "u", "proxyPassword": "${env:S}"
          }
        }
        """;

    [Theory]
    [InlineData(Mark)]
    [InlineData("/none/a." + Mark)]
    [InlineData("a~b." + Mark + "/#")]
    [InlineData(Mark + " > (\n'")]
    public void Read_SecretInAnyText_IsInNoMessage(string secret)
    {
        var context = new ConfigContext(new SecretStore(name => name == "S" ? secret : null), _ => new StepCatalog()) { ReadsCertificates = true };
        JsonNode root = JsonNode.Parse(Full.Replace("@", Broker))!;
        int reported = 0;
        foreach (string path in TextsIn(root))
        {
            foreach (string text in new[] { "${env:S}", "x${env:S}" })
            {
                var changed = root.DeepClone();
                Replace(changed, path, text);
                var errors = ConfigReader.Read("f", Encoding.UTF8.GetBytes(changed.ToJsonString()), context).Errors;
                // What the file's certificates are not, every reading says.
                if (errors.Any(error => error.Path == path.Replace("$.", "", StringComparison.Ordinal))) reported++;
                Assert.All(errors, error => Assert.DoesNotContain(Mark, error.ToString(), StringComparison.Ordinal));
            }
        }
        Assert.True(reported > 30, $"only {reported} were refused");
    }

    private static IEnumerable<string> TextsIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => TextsIn(member.Value)),
        JsonArray items => items.SelectMany(TextsIn),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetPath()],
        _ => [],
    };

    private static void Replace(JsonNode node, string path, string text)
    {
        if (node is JsonObject members)
        {
            foreach (string key in members.Select(member => member.Key).ToList())
            {
                if (members[key] is JsonValue value && value.GetPath() == path) members[key] = text;
                else if (members[key] is { } inner) Replace(inner, path, text);
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i] is JsonValue value && value.GetPath() == path) items[i] = text;
                else if (items[i] is { } inner) Replace(inner, path, text);
            }
        }
    }
}

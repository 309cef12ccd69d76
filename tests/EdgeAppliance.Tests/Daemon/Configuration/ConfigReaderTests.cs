using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Drivers;
using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Tests.Daemon.Configuration;

public class ConfigReaderTests
{
    private static readonly SecretStore s_secrets = new(name => name == "BROKER_PASSWORD" ? "hush" : null);

    private static readonly ConfigContext s_context = new(s_secrets, _ => new StepCatalog(new StepKind("infer", StepFlow.Windows, StepFlow.Rows, BindInfer)));

    private static readonly string s_folder = Path.Combine(Here(), "Bad");

    public static TheoryData<string> BadFiles()
    {
        var names = new TheoryData<string>();
        foreach (string file in Directory.GetFiles(s_folder, "*.json")) names.Add(Path.GetFileName(file));
        return names;
    }

    /// <summary>Each file in Bad/ has its messages beside it, one a line.</summary>
    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Read_BadFile_ReportsEveryError(string name)
    {
        string file = Path.Combine(s_folder, name);
        var result = ConfigReader.Read(name, File.ReadAllBytes(file), s_context);
        Assert.Null(result.Configuration);
        // Types come and go with the catalogs; what is said of them does not.
        string expected = File.ReadAllText(Path.ChangeExtension(file, ".txt")).TrimEnd()
            .Replace("{sources}", string.Join(", ", [MqttSource.Type, EdgeAppliance.Daemon.Ingest.Coap.CoapSource.Type, EdgeAppliance.Daemon.Ingest.Http.HttpSource.Type, EdgeAppliance.Daemon.Ingest.Sparkplug.SparkplugSource.Type, EdgeAppliance.Daemon.Ingest.Amqp.AmqpSource.Type, .. DriverCatalog.Types]), StringComparison.Ordinal)
            .Replace("{steps}", string.Join(", ", s_context.Steps(new ModelsConfiguration(null, 1)).Names), StringComparison.Ordinal);
        Assert.Equal(expected, string.Join("\n", result.Errors));
    }

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreTaken()
    {
        var read = Good("""
            // A small box.
            { "device": { "id": "pump-7", "tags": { "site": "north", } },
              /* two sources */ "sources": { "pump": { "type": "mqtt", "topic": "plant/+/t" }, "board": { "type": "system", "every": "250ms" } },
              "outbox": { "maxBytes": "2GiB", "whenFull": "block" }, }
            """);
        Assert.Equal("pump-7", read.Device.Id);
        Assert.Equal("north", read.Device.Tags["site"]);
        Assert.Equal("system", Assert.IsType<DriverSourceConfiguration>(read.Sources["board"]).Type);
        Assert.Equal("plant/+/t", Assert.IsType<MqttSourceConfiguration>(read.Sources["pump"]).Options.Topic);
        Assert.Equal(2L << 30, read.Outbox.BytesMax);
        Assert.Equal(WhenFull.Block, read.Outbox.WhenFull);
        Assert.Equal("127.0.0.1:8080", Assert.Single(read.Listen.Http).ToString());
    }

    [Fact]
    public void Read_Password_IsFilledInAndNeverShown()
    {
        var read = Good("""
            { "device": { "id": "a" }, "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://h", "user": "u", "password": "${env:BROKER_PASSWORD}" } } }
            """);
        var uplink = Assert.IsType<MqttUplinkConfiguration>(read.Uplinks["cloud"]);
        Assert.Equal("hush", uplink.Password!.Reveal());
        Assert.DoesNotContain("hush", uplink.ToString());
    }

    [Fact]
    public void Read_CertificatesThatAreNoUse_AreReportedByPath()
    {
        using var folder = new EdgeAppliance.Tests.Storage.TemporaryFolder();
        string empty = Path.Combine(folder.FullName, "empty.pem");
        File.WriteAllText(empty, "none");
        byte[] json = Encoding.UTF8.GetBytes($$"""
            { "device": { "id": "a" },
              "listen": { "mqtts": "127.0.0.1:0", "certificate": "/nowhere/own.pem", "key": "/nowhere/own.key" },
              "access": { "ca": "{{empty}}" } }
            """);
        Assert.Empty(ConfigReader.Read("f", json, s_context).Errors);
        var errors = ConfigReader.Read("f", json, s_context with { ReadsCertificates = true }).Errors;
        Assert.Equal(["listen.certificate", "access.ca"], errors.Select(error => error.Path));
        Assert.StartsWith("f:2: listen.certificate: /nowhere/own.pem and /nowhere/own.key cannot be used", errors[0].ToString());
        Assert.Equal($"f:3: access.ca: there is no certificate in {empty}", errors[1].ToString());
    }

    [Fact]
    public void Read_CertificatesOfDtlsAndListsThatAreNoUse_AreReportedByPath()
    {
        using var folder = new EdgeAppliance.Tests.Storage.TemporaryFolder();
        string rsaFile = Path.Combine(folder.FullName, "rsa.pem");
        using (var key = System.Security.Cryptography.RSA.Create(2048))
        {
            var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
            using var own = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
            File.WriteAllText(rsaFile, own.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        }
        string Dtls(string certificate, string ca) => $$"""
            { "device": { "id": "a" },
              "listen": { "coaps": "127.0.0.1:0",
                "dtls": { "certificate": "{{certificate}}", "key": "{{certificate}}",
                          "ca": "{{ca}}" } } }
            """;
        string Access(string crl) => $$"""
            { "device": { "id": "a" },
              "access": { "ca": "{{rsaFile}}",
                "crl": "{{crl}}",
                "oauth": { "issuer": "https://i", "audience": "a", "ca": "/nowhere/issuer.pem" } } }
            """;
        string[] Errors(string json) => [.. ConfigReader.Read("f", Encoding.UTF8.GetBytes(json), s_context with { ReadsCertificates = true }).Errors.Select(error => error.ToString())];
        Assert.Collection(Errors(Dtls("/nowhere/own.pem", "/nowhere/ca.pem")),
            error => Assert.StartsWith("f:3: listen.dtls.certificate: /nowhere/own.pem and /nowhere/own.pem cannot be used", error),
            error => Assert.StartsWith("f:4: listen.dtls.ca: /nowhere/ca.pem cannot be used", error));
        Assert.Equal([$"f:3: listen.dtls.certificate: {rsaFile} and {rsaFile} cannot be used: CoAP asks for an ECDSA key"], Errors(Dtls(rsaFile, rsaFile)));
        Assert.Collection(Errors(Access(rsaFile)),
            error => Assert.StartsWith($"f:3: access.crl: {rsaFile} cannot be used: it holds CERTIFICATE", error),
            error => Assert.StartsWith("f:4: access.oauth.ca: /nowhere/issuer.pem cannot be used", error));
    }

    [Fact]
    public void Read_BrokersLimits_AreTaken()
    {
        var read = Good("""
            { "device": { "id": "a" }, "listen": { "mqttws": "127.0.0.1:9001" }, "mqtt": { "connections": 20000, "packet": "1MiB", "queue": 7, "sessionExpiry": "1h", "origins": "https://console.example" } }
            """);
        Assert.Equal((20000, 1 << 20, 7, TimeSpan.FromHours(1), "https://console.example"), (read.Mqtt.ConnectionsMax, read.Mqtt.PacketBytesMax, read.Mqtt.QueueMax, read.Mqtt.SessionExpiryMax, Assert.Single(read.Mqtt.Origins)));
        Assert.True(read.Mqtt.IsSame(read.Mqtt with { Origins = ["https://console.example"] }));
        Assert.False(read.Mqtt.IsSame(new MqttBrokerOptions()));
        Assert.Equal("mqttws", Assert.Single(read.Listen.Mqtt).Protocol);
    }

    [Fact]
    public void Read_Places_BecomePointers()
    {
        var read = Good("""
            { "device": { "id": "a" }, "sources": { "s": { "type": "mqtt", "topic": "t", "map": { "x": "a.b", "y": "/c~1d/0", "z": "e/f" }, "time": "ts", "key": "x" } } }
            """);
        var options = Assert.IsType<MqttSourceConfiguration>(read.Sources["s"]).Options;
        Assert.Equal(["/a/b", "/c~1d/0", "/e~1f"], options.Mapping.Channels.Select(channel => channel.Value));
        Assert.Equal(("/ts", PayloadTimeUnit.Milliseconds, "x"), (options.Mapping.TimePointer, options.Mapping.TimeUnit, options.Key));
    }

    [Fact]
    public void ReadFile_NoFile_SaysSo()
    {
        var error = Assert.Single(ConfigReader.ReadFile("/nowhere/appliance.json", s_context).Errors);
        Assert.StartsWith("/nowhere/appliance.json:0: cannot be read", error.ToString());
    }

    [Fact]
    public void Read_ArbitraryBytes_IsRefusedOrRead()
    {
        Gen.Byte.Array[0, 300].Sample(bytes => AnswersWithOneOrTheOther(bytes));
    }

    /// <summary>Cutting and splicing a good file reaches further in than bytes alone do.</summary>
    [Fact]
    public void Read_DamagedFile_IsRefusedOrRead()
    {
        byte[] good = Encoding.UTF8.GetBytes(Full);
        Gen.Select(Gen.Int[0, good.Length], Gen.Int[0, 40], Gen.String["{}[]\",:0e-9truefalsn\\u$ "].Select(Encoding.UTF8.GetBytes)).Sample((at, cut, put) =>
        {
            int behind = Math.Min(good.Length, at + cut);
            AnswersWithOneOrTheOther([.. good[..at], .. put, .. good[behind..]]);
        });
    }

    [Fact]
    public void Read_EveryKey_IsTaken() => Good(Full);

    [Fact]
    public void Read_Watches_DeclareOrLearn()
    {
        var rules = Assert.Single(Good(Full).Watches);
        Assert.Equal(new BehaviourRule(BehaviourAction.Throttle, 2, 5) { Least = 0.1, Most = 2 }, rules.Rate);
        Assert.Equal((true, false, false), (rules.Size!.IsLearnt, rules.Range!.IsLearnt, rules.Silence!.IsLearnt));
        Assert.Equal(((-20, 120), (double.NegativeInfinity, double.PositiveInfinity)), (rules.Ranges["t"], rules.Ranges["n"]));
        Assert.Equal((600, "n", 256, 1, 0.5), (rules.Silence.Most, rules.SequenceChannel, rules.SequenceWrap, rules.Margin, rules.ThrottleTo));
        Assert.Null(rules.QuarantineFor);
        var learnt = Assert.Single(Good("""{ "device": { "id": "a" }, "watches": { "w": { "rate": {}, "range": {}, "silence": {} } } }""").Watches);
        Assert.True(learnt is { Rate.IsLearnt: true, Range.IsLearnt: true, Silence.IsLearnt: true, Size: null, Sequence: null });
        Assert.Equal(TimeSpan.FromHours(1), learnt.QuarantineFor);
    }

    [Fact]
    public void Read_LongKeyOverALongList_TakesLittleMemory()
    {
        string key = new('k', 400_000);
        var result = ConfigReader.Read("f", Encoding.UTF8.GetBytes($$"""{"{{key}}":[{{string.Join(',', Enumerable.Repeat("1", 200_000))}}]}"""), s_context);
        Assert.All(result.Errors, error => Assert.True(error.ToString().Length < 1000));
        Assert.Contains(result.Errors, error => error.Text.StartsWith("has a key of 400000 characters", StringComparison.Ordinal));
    }

    private const string Full = """
        {
          "$schema": "appliance.schema.json",
          "device": { "id": "pump-station-7", "tags": { "site": "north" } },
          "listen": { "http": ["127.0.0.1:0", "[::1]:8080"], "mqtt": "0.0.0.0:1883", "mqtts": "0.0.0.0:8883", "allowPlaintext": true, "certificate": "/own.pem", "key": "/own.key" },
          "access": { "devices": "/devices", "ca": "/ca.pem", "tenants": { "plant": {} } },
          "sources": {
            "pump": { "type": "mqtt", "topic": "plant/pump/+/telemetry", "map": { "t": "a.b", "n": "/list/0" }, "time": "ts", "timeUnit": "s", "key": "n", "durable": false },
            "board": { "type": "system", "every": "1s" },
            "file": { "type": "replay", "file": "/x.csv", "time": "datetime", "separator": ";", "speed": 10, "loop": true }
          },
          "watches": {
            "pumps": {
              "from": "pump", "devices": ["pump-*"], "rate": { "least": 0.1, "most": 2, "over": "30s", "action": "throttle", "raiseAfter": 2, "clearAfter": 5 }, "size": {},
              "range": { "channels": { "t": { "low": -20, "high": 120 }, "n": {} }, "action": "quarantine" }, "silence": { "after": "10m", "clearAfter": 2 },
              "sequence": { "channel": "n", "wrap": 256 }, "learnFor": "1d", "margin": 1, "throttleTo": 0.5, "quarantineFor": "0s"
            }
          },
          "pipelines": {
            "pump-health": {
              "from": ["pump", "board"],
              "steps": [
                { "type": "window", "size": 60, "hop": 1 },
                { "type": "infer", "model": "pump-anomaly" },
                { "type": "alarm", "when": "score > threshold", "raiseAfter": 3, "clearAfter": 10 }
              ],
              "to": "cloud"
            }
          },
          "uplinks": {
            "cloud": {
              "type": "mqtt", "url": "mqtts://broker.example:8883", "topic": "edge/{device}/{pipeline}", "user": "u", "password": "${env:BROKER_PASSWORD}",
              "ca": "/ca.pem", "certificate": "/c.pem", "key": "/k.pem", "keepAlive": "10s", "inFlight": 20, "batch": 10, "recordsPerSecond": 1000,
              "liveFirst": true, "retryLeast": "500ms", "retryMost": "2m"
            }
          },
          "outbox": { "maxBytes": "2GiB", "whenFull": "dropOldest", "key": "${env:BROKER_PASSWORD}" },
          "models": { "repository": "/m", "memory": "512MiB", "drop": "/d", "keep": 3, "trial": { "duration": "30s", "durationMax": "5m", "windows": 5, "alarmRise": 0.1 } }
        }
        """;

    private static ApplianceConfiguration Good(string json)
    {
        var result = ConfigReader.Read("test.json", Encoding.UTF8.GetBytes(json), s_context);
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }

    private static void AnswersWithOneOrTheOther(byte[] json)
    {
        var result = ConfigReader.Read("f", json, s_context);
        Assert.Equal(result.Configuration is null, result.Errors.Count > 0);
        Assert.All(result.Errors, error => Assert.True(error.Line >= 1 && error.Text.Length > 0));
    }

    private static StepFactory BindInfer(StepConfiguration configuration)
    {
        configuration.Text("model", "");
        return _ => throw new NotSupportedException();
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

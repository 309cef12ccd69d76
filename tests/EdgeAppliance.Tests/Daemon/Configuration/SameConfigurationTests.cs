using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Tests.Daemon.Configuration;

/// <summary>What a reload compares is the same where the file is.</summary>
public sealed class SameConfigurationTests
{
    private const string Full = """
        {
          "device": { "id": "box" },
          "listen": { "http": ["127.0.0.1:0", "[::1]:8080"], "https": "127.0.0.1:0", "certificate": "/own.pem", "key": "/own.key" },
          "access": { "ca": "/ca.pem", "crl": ["/a.crl", "/b.crl"], "tenants": { "plant": {} }, "oauth": { "issuer": "https://i", "audience": "a", "keys": "https://k" }, "siteCa": { "crlUrl": "http://c" } },
          "certificates": { "own": { "certificate": "/own.pem", "key": "/own.key", "est": "https://e", "user": "u", "password": "${env:S}", "names": ["box.site", "10.0.0.7"] } },
          "outbox": { "maxBytes": "2GiB", "key": "${env:S}" },
          "mqtt": { "origins": ["https://c"] },
          "models": { "trial": { "duration": "30s", "rollBackIf": "p99Ms > 50 or drift > 0.3" } },
          "updates": { "url": "https://u", "root": "/r.json", "models": ["m"], "bundles": ["b"], "sticks": ["/media"], "peers": ["http://10.0.0.7/"], "require": ["ml-dsa-65"], "hours": ["22:00-06:00"], "proxy": "http://p" }
        }
        """;

    [Fact]
    public void Read_Twice_SaysTheSame()
    {
        var (one, other) = (Read(Full), Read(Full));
        Assert.Equal(one.Access, other.Access);
        Assert.Equal(one.Outbox, other.Outbox);
        Assert.Equal(one.Models, other.Models);
        Assert.Equal(one.Models.GetHashCode(), other.Models.GetHashCode());
        Assert.Equal(one.Listen.Http, other.Listen.Http);
        Assert.Equal(one.Listen.Https, other.Listen.Https);
        Assert.True(one.Certificates["own"].IsSame(other.Certificates["own"]));
        Assert.True(one.Updates!.IsSame(other.Updates!));
        Assert.True(one.Mqtt.IsSame(other.Mqtt));
    }

    [Fact]
    public void Read_AnotherConditionOrName_SaysSomethingElse()
    {
        var one = Read(Full);
        Assert.NotEqual(one.Models, Read(Full.Replace("drift > 0.3", "drift > 0.4")).Models);
        Assert.NotEqual(one.Models, Read(Full.Replace(", \"rollBackIf\": \"p99Ms > 50 or drift > 0.3\"", "")).Models);
        Assert.False(one.Certificates["own"].IsSame(Read(Full.Replace("box.site", "box.example")).Certificates["own"]));
        Assert.False(one.Certificates["own"].IsSame(Read(Full.Replace("https://e", "https://f")).Certificates["own"]));
    }

    private static ApplianceConfiguration Read(string json)
    {
        var context = new ConfigContext(new SecretStore(_ => "hush"), _ => new StepCatalog());
        var result = ConfigReader.Read("f", Encoding.UTF8.GetBytes(json), context);
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }
}

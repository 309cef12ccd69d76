using System.Text;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class ProvisionReaderTests
{
    [Fact]
    public void Read_Example_IsGood()
    {
        var read = ProvisionReader.Read("provision.json", File.ReadAllBytes(Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json")), out var errors);
        Assert.Empty(errors);
        Assert.Equal("pump-station-7", read!.DeviceId);
        Assert.Equal("correct horse battery", read.Network!.Wifi!.Psk);
    }

    [Theory]
    [InlineData("""{ }""", "1: version: is missing; this is version 1")]
    [InlineData("""{ "version": 2 }""", "1: version: must be a whole number from 1 to 1, not '2'")]
    [InlineData("""[]""", "1: must be an object, not a list")]
    [InlineData("""{ "version": 1, "device": { "id": "../x" } }""", "1: device.id: a name has 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit")]
    [InlineData("""{ "version": 1, "device": { "id": "a", "tags": { "x": 1 } } }""", "1: device.tags.x: must be a text, not a number")]
    [InlineData("""{ "version": 1, "system": { "hostName": "a_b" } }""", "1: system.hostName: must be letters, digits and '-', 63 at most, with no '-' at an end")]
    [InlineData("""{ "version": 1, "system": { "timeZone": "../../etc/shadow" } }""", "1: system.timeZone: must be a name of the time zone database, as Europe/Berlin")]
    [InlineData("""{ "version": 1, "system": { "timeServers": ["a b"] } }""", "1: system.timeServers[0]: must be a host name or an address")]
    [InlineData("""{ "version": 1, "network": { "wired": { "addresses": "192.0.2.7" } } }""", "1: network.wired.addresses: must be an address and the length of its prefix, as 192.0.2.7/24")]
    [InlineData("""{ "version": 1, "network": { "wired": { "addresses": "192.0.2.7/33" } } }""", "1: network.wired.addresses: must be an address and the length of its prefix, as 192.0.2.7/24")]
    [InlineData("""{ "version": 1, "network": { "wired": { "gateway": "192.0.2.1" } } }""", "1: network.wired.gateway: is of use only with addresses: with DHCP the network says it")]
    [InlineData("""{ "version": 1, "network": { "wifi": { "ssid": "s", "country": "DE" } } }""", "1: network.wifi.psk: is missing; for a network without one write \"open\": true")]
    [InlineData("""{ "version": 1, "network": { "wifi": { "ssid": "s", "country": "DE", "psk": "12345678", "open": true } } }""", "1: network.wifi.psk: does not go with open")]
    [InlineData("""{ "version": 1, "network": { "wifi": { "ssid": "s", "country": "DE", "psk": "1234567\u000a" } } }""", "1: network.wifi.psk: must have no control characters")]
    [InlineData("""{ "version": 1, "network": { "proxy": { "url": "http://u:p@h" } } }""", "1: network.proxy.url: must be a URL of http or https, without a user or password in it")]
    [InlineData("""{ "version": 1, "network": { "proxy": { "url": "http://h", "user": "u" } } }""", "1: network.proxy.user: a user and a password come together")]
    [InlineData("""{ "version": 1, "ssh": { "authorizedKeys": ["command=\"rm -rf /\" ssh-ed25519 AAAA"] } }""", "1: ssh.authorizedKeys[0]: must be a public key as 'ssh-ed25519 AAAA… comment', without options before it")]
    [InlineData("""{ "version": 1, "ssh": {} }""", "1: ssh.authorizedKeys: is missing")]
    [InlineData("""{ "version": 1, "identity": {} }""", "1: identity: says nothing of where the certificate comes from: est, or \"request\": true")]
    [InlineData("""{ "version": 1, "identity": { "est": { "url": "http://h", "token": "t" } } }""", "1: identity.est.url: must be a URL of https, without a user or password in it")]
    [InlineData("""{ "version": 1, "identity": { "est": { "url": "https://h", "token": "t", "ca": "no" } } }""", "1: identity.est.ca: must be certificates in PEM")]
    [InlineData("""{ "version": 1, "identity": { "est": { "url": "https://h", "token": "t" }, "request": true } }""", "1: identity.request: does not go with est: the certificate comes from one of them")]
    [InlineData("""{ "version": 1, "credentials": { "../x": "a" } }""", "1: credentials.../x: a name has 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit")]
    [InlineData("""{ "version": 1, "credentials": { "a": "" } }""", "1: credentials.a: must not be empty")]
    [InlineData("""{ "version": 1, "configuration": { "device": {} } }""", "1: configuration.device: is said at 'device' of this file")]
    [InlineData("""{ "version": 1, "updates": {} }""", "1: updates: says nothing: url and root are missing")]
    [InlineData("""{ "version": 1, "updates": { "url": "ftp://h" } }""", "1: updates.url: must be a URL of https, http or oci, without a user or password in it")]
    [InlineData("""{ "version": 1, "console": { "listen": "8443" } }""", "1: console.listen: must be an address and a port, as 0.0.0.0:8443")]
    [InlineData("""{ "version": 1, "console": { "listen": "0.0.0.0:8443", "tokens": [{ "name": "a", "scope": "all", "sha256": "x" }] } }""", "1: console.tokens[0].scope: must be one of read, operate, admin")]
    [InlineData("""{ "version": 1, "board": { "resetButton": { "line": "17" } } }""", "1: board.resetButton.line: is a number on a chip: name the chip, as \"chip\": \"pinctrl-rp1\"")]
    [InlineData("""{ "version": 1, "board": { "resetButton": { "line": "GPIO17", "holdSeconds": 1 } } }""", "1: board.resetButton.holdSeconds: must be a whole number from 2 to 30, not '1'")]
    [InlineData("""{ "version": 1, "board": { "resetButton": {} } }""", "1: board.resetButton.line: is missing")]
    [InlineData("""{ "version": 1, "board": { "display": "256x64" } }""", "1: board.display: must be one of 128x64, 128x32, none")]
    public void Read_Wrong_SaysWhere(string json, string expected)
    {
        Assert.Null(ProvisionReader.Read("p", Encoding.UTF8.GetBytes(json), out var errors));
        Assert.Contains("p:" + expected, errors.Select(error => error.ToString()));
    }

    /// <summary>Whoever writes the FAT partition must not have root read files for him.</summary>
    [Fact]
    public void Read_Placeholders_AreTakenAsTheyAre()
    {
        var read = ProvisionReader.Read("p", """{ "version": 1, "device": { "id": "a", "tags": { "x": "${file:/etc/passwd}" } }, "credentials": { "c": "${file:/etc/passwd}" } }"""u8, out var errors);
        Assert.Empty(errors);
        Assert.Equal("${file:/etc/passwd}", read!.Tags!["x"]);
        Assert.Equal("${file:/etc/passwd}", read.Credentials["c"]);
    }

    [Fact]
    public void Read_TooLarge_IsRefused()
    {
        Assert.Null(ProvisionReader.Read("p", new byte[(1 << 20) + 1], out var errors));
        Assert.Contains("at most", Assert.Single(errors).Text);
    }

    [Fact]
    public void Read_SecretsThatAreWrong_AreNotShown()
    {
        const string Secret = "s3cr3t\tthat-is-wrong";
        string json = $$$"""{ "version": 1, "credentials": { "a": {{{JsonSerializer.Serialize(Secret)}}} }, "network": { "proxy": { "url": "http://h", "user": "u", "password": {{{JsonSerializer.Serialize(Secret)}}} } } }""";
        Assert.Null(ProvisionReader.Read("p", Encoding.UTF8.GetBytes(json), out var errors));
        Assert.Equal(2, errors.Count);
        Assert.DoesNotContain(errors, error => error.Text.Contains("s3cr3t"));
    }

    [Fact]
    public void Schema_KeysOfTheReaders_AreInIt()
    {
        using var schema = JsonDocument.Parse(ProvisionSchema.Text());
        var inSchema = new HashSet<string>();
        Collect(schema.RootElement, inSchema);
        string folder = Path.Combine(ProjectReferences.Root, "tools/edgectl/Provision/Contract");
        var read = Directory.GetFiles(folder, "*Reader.cs").SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), """(?:Text|Required|Texts|Section|Find|Boolean|Integer|List)\("([^"]+)""")).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.True(read.Count > 30);
        Assert.Empty(read.Except(inSchema));
        Assert.Empty(inSchema.Except(read).Except(["id", "tags"]));
    }

    private static void Collect(JsonElement element, HashSet<string> keys)
    {
        if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Collect(item, keys);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            if (member.NameEquals("properties")) foreach (var property in member.Value.EnumerateObject()) keys.Add(property.Name);
            Collect(member.Value, keys);
        }
    }
}

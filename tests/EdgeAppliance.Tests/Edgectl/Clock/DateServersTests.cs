using EdgeAppliance.Edgectl.Clock;

namespace EdgeAppliance.Tests.Edgectl.Clock;

public sealed class DateServersTests
{
    [Fact]
    public void Read_Configuration_HasWhatSpeaksHttps()
    {
        var servers = DateServers.Read("""
            {
              // comments, and commas at the end
              "updates": { "url": "https://updates.example/fleet", "proxy": "http://proxy.example:3128", "hawkbit": { "url": "https://hawkbit.example", "ca": "/etc/hawkbit.pem" }, },
              "certificates": { "device": { "est": "https://est.example/.well-known/est", "ca": "/etc/edge-appliance/est-ca.pem" } },
              "uplinks": { "a": { "type": "mqtt", "url": "mqtts://broker.example" }, "b": { "type": "http", "url": "https://updates.example/ingest" }, "c": { "url": "http://plain.example" } },
            }
            """u8);
        Assert.Equal(
        [
            new DateServer(new Uri("https://updates.example/fleet"), null, new Uri("http://proxy.example:3128")),
            new DateServer(new Uri("https://hawkbit.example"), "/etc/hawkbit.pem", null),
            new DateServer(new Uri("https://est.example/.well-known/est"), "/etc/edge-appliance/est-ca.pem", null),
        ], servers);
    }

    /// <summary>A server may be trusted by one authority as what it is for one thing, and not for another.</summary>
    [Fact]
    public void Read_OneServerByTwoAuthorities_IsAskedByEach() =>
        Assert.Equal([null, "/ca.pem"], DateServers.Read("""{ "updates": { "url": "https://h/updates" }, "certificates": { "device": { "est": "https://h/est", "ca": "/ca.pem" } } }"""u8).Select(server => server.AuthorityFile));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{ "updates": 5, "certificates": [], "uplinks": { "a": null } }""")]
    public void Read_NothingOfUse_IsNobody(string json) => Assert.Empty(DateServers.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_ProxyWithAPassword_IsNotUsed() =>
        Assert.Null(Assert.Single(DateServers.Read("""{ "updates": { "url": "https://h", "proxy": "http://p", "proxyUser": "u" } }"""u8)).Proxy);
}

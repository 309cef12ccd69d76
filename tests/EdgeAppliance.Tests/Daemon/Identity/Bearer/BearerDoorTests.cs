using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Ingest;
using EdgeAppliance.Tests.Peers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Tests.Daemon.Identity.Bearer;

/// <summary>An issuer's tokens at the appliance's doors, with curl and mosquitto_pub.</summary>
public sealed class BearerDoorTests : IAsyncLifetime
{
    private const string Curl = "/usr/bin/curl";

    private EstSite _site = null!;
    private TestIssuer _issuer = null!;

    private Guarded Guarded => _site.Guarded;

    public async Task InitializeAsync()
    {
        _site = await EstSite.Start();
        _issuer = new TestIssuer(Guarded.Time);
        Guarded.Admission.Tokens = _issuer.Tokens;
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _issuer.Dispose();
    }

    [ProgramFact(Curl, "curl")]
    public async Task Http_DevicesToken_PostsWhatItsPatternsAllow()
    {
        Guarded.Changes.Add(new NewDevice("valve") { TokenSubject = "client-7", Publish = ["ingest/field/{device}"] });
        Assert.Equal("202", await Post("/ingest/field", _issuer.Token("client-7")));
        Assert.Equal("403", await Post("/ingest/field/press", _issuer.Token("client-7")));
        Assert.Equal("401", await Post("/ingest/field", _issuer.Token("valve")));
        Assert.Equal("401", await Post("/ingest/field", _issuer.Token("client-7", audience: "\"other\"")));
        Guarded.Changes.Revoke("valve");
        Assert.Equal("403", await Post("/ingest/field", _issuer.Token("client-7")));
        Assert.Equal(["valve"], _site.Store.Rows.Select(row => row.Split('@')[0]));
        Assert.Equal(2, Guarded.Failures.Of(AdmissionVerdict.BadToken));
    }

    [ProgramFact(Curl, "curl")]
    public async Task Http_PersonsToken_DoesWhatItsScopeSays()
    {
        Assert.Equal("200", await Get("/api/status", _issuer.Token("ann", "RS256", "openid edge:read")));
        Assert.Equal("403", await Post("/api/reload", _issuer.Token("ann", scope: "edge:read")));
        Assert.Equal("200", await Post("/api/reload", _issuer.Token("ann", scope: "edge:read edge:operate")));
        Assert.Equal("403", await Get("/api/status", _issuer.Token("ann", scope: "openid read")));
        Assert.Equal("401", await Get("/api/status", _issuer.Token("ann", scope: "edge:read", life: TimeSpan.FromHours(-1))));
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) await Get("/api/status", _issuer.Token("ann", issuer: "https://other.example"));
        Assert.Equal("429", await Get("/api/status", _issuer.Token("ann", issuer: "https://other.example")));
        Assert.Equal("200", await Get("/api/status", _issuer.Token("ann", scope: "edge:read")));
    }

    [Theory]
    [InlineData("n,,\u0001auth=Bearer {0}\u0001\u0001", true)]
    [InlineData("n,a=valve,\u0001host=box\u0001port=1883\u0001auth=Bearer {0}\u0001\u0001", true)]
    [InlineData("n,,\u0001auth=Bearer {0}", false)]
    [InlineData("p=tls-unique,,\u0001auth=Bearer {0}\u0001\u0001", false)]
    [InlineData("n,,\u0001auth=Basic {0}\u0001\u0001", false)]
    [InlineData("{0}", false)]
    [InlineData("", false)]
    public async Task Judge_OAuthBearer_IsReadAsTheStandardWritesIt(string response, bool isTaken)
    {
        Guarded.Changes.Add(new NewDevice("valve") { TokenSubject = "client-7" });
        var claim = new DeviceClaim(null, default, "valve", System.Net.IPAddress.Loopback)
        {
            Method = "OAUTHBEARER", MethodData = System.Text.Encoding.UTF8.GetBytes(response.Replace("{0}", _issuer.Token("client-7"), StringComparison.Ordinal)),
        };
        var admitted = await Guarded.Admission.Judge(claim);
        Assert.Equal(isTaken ? AdmissionVerdict.Admitted : AdmissionVerdict.BadToken, admitted.Verdict);
        if (isTaken) Assert.Equal(Guarded.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(), admitted.Until!.Value.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("client-7", MqttClientConnectResultCode.Success)]
    [InlineData("client-8", MqttClientConnectResultCode.NotAuthorized)]
    public async Task Mqtt_OAuthBearer_IsTaken(string subject, MqttClientConnectResultCode code)
    {
        await using var guarded = await GuardedBroker.Start(Guarded);
        Guarded.Changes.Add(new NewDevice("valve") { TokenSubject = "client-7", Publish = ["plant/{device}/telemetry"] });
        using var client = new MqttClientFactory().CreateMqttClient();
        byte[] response = System.Text.Encoding.UTF8.GetBytes($"n,,\u0001auth=Bearer {_issuer.Token(subject)}\u0001\u0001");
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", guarded.Broker.EndPoints[0].Address.Port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId("valve").WithEnhancedAuthentication("OAUTHBEARER", response).Build();
        Assert.Equal(code, (await client.ConnectAsync(options)).ResultCode);
        if (code != MqttClientConnectResultCode.Success) return;
        await client.PublishStringAsync("plant/valve/telemetry", """{"temp": 1}""", MqttQualityOfServiceLevel.AtLeastOnce);
        Assert.Equal(1, guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mqtt_TokenAsPassword_IsTaken(string version)
    {
        await using var guarded = await GuardedBroker.Start(Guarded);
        Guarded.Changes.Add(new NewDevice("valve") { TokenSubject = "client-7", Publish = ["plant/{device}/telemetry"] });
        string[] shown = ["-u", "valve", "-i", "valve", "-P"];
        var (code, said) = await guarded.Publish(version, "plant/valve/telemetry", [.. shown, _issuer.Token("client-7")]);
        Assert.True(code == 0, said);
        Assert.NotEqual(0, (await guarded.Publish(version, "plant/valve/telemetry", [.. shown, _issuer.Token("client-8")])).Code);
        Assert.NotEqual(0, (await guarded.Publish(version, "plant/valve/telemetry", [.. shown, _issuer.Token("client-7", life: TimeSpan.FromHours(-1))])).Code);
        Assert.Equal(1, guarded.Rows);
    }

    private async Task<string> Get(string path, string token) => (await _site.Curl(path, "-o", "/dev/null", "-H", "Authorization: Bearer " + token)).Said;

    private async Task<string> Post(string path, string token) => (await _site.Curl(path, "-o", "/dev/null", "-d", "temp=21.5", "-H", "Authorization: Bearer " + token)).Said;
}

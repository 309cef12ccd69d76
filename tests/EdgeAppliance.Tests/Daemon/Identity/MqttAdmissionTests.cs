using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Tests.Ingest;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Tests.Daemon.Identity;

/// <summary>Real clients before a broker that knows its devices.</summary>
public sealed class MqttAdmissionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private GuardedBroker _guarded = null!;

    private Guarded Guarded => _guarded.Guarded;

    public async Task InitializeAsync() => _guarded = await GuardedBroker.Start();

    public async Task DisposeAsync() => await _guarded.DisposeAsync();

    [MosquittoTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Publish_RightSecret_IsStored(string version)
    {
        string secret = Guarded.Add("pump");
        var (code, said) = await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "pump:1");
        Assert.True(code == 0, said);
        Assert.Equal(1, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("mqttv311", 4)]
    [InlineData("mqttv5", 0x86)]
    public async Task Connect_WrongSecret_IsToldSo(string version, int code)
    {
        Guarded.Add("pump");
        Assert.Equal(code, (await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", "wrong", "-i", "pump")).Code);
        Assert.Equal(code, (await _guarded.Publish(version, "plant/pump/telemetry", "-i", "pump")).Code);
        Assert.Equal((1, 1), (Guarded.Failures.Of(AdmissionVerdict.BadPassword), Guarded.Failures.Of(AdmissionVerdict.NoCredential)));
        Assert.Equal(0, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("mqttv311", 5)]
    [InlineData("mqttv5", 0x87)]
    public async Task Connect_RevokedExpiredOrUnderAnothersName_IsNotAuthorized(string version, int code)
    {
        string secret = Guarded.Add("pump"), expired = Guarded.Changes.Add(new NewDevice("old") { Expires = Guarded.Time.GetUtcNow() })!;
        Assert.Equal(code, (await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "valve")).Code);
        Assert.Equal(code, (await _guarded.Publish(version, "plant/old/telemetry", "-u", "old", "-P", expired, "-i", "old")).Code);
        Assert.Equal(code, (await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "pump", "--will-topic", "plant/valve/telemetry")).Code);
        Guarded.Changes.Revoke("pump");
        Assert.Equal(code, (await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "pump")).Code);
        foreach (var verdict in new[] { AdmissionVerdict.WrongClientId, AdmissionVerdict.Expired, AdmissionVerdict.WrongWill, AdmissionVerdict.Revoked }) Assert.Equal(1, Guarded.Failures.Of(verdict));
        Assert.Equal(0, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("mqttv5")]
    public async Task Publish_AnothersTopic_IsDeniedAndCounted(string version)
    {
        string secret = Guarded.Add("pump");
        var (_, said) = await _guarded.Publish(version, "plant/valve/telemetry", "-u", "pump", "-P", secret, "-i", "pump");
        Assert.Contains("Not authorized", said);
        Assert.Equal(1, Guarded.Failures.PublishesDenied);
        Assert.Equal(0, _guarded.Rows);
    }

    [Fact]
    public async Task Publish_AnothersTopicByVersion311_EndsTheConnection()
    {
        string secret = Guarded.Add("pump");
        using var pump = await Connect("pump", secret, MqttProtocolVersion.V311);
        var ended = new TaskCompletionSource();
        pump.DisconnectedAsync += _ => { ended.TrySetResult(); return Task.CompletedTask; };
        await Assert.ThrowsAnyAsync<Exception>(() => pump.PublishAsync(Message("plant/valve/telemetry", """{"a": 1}""")));
        await ended.Task.WaitAsync(Patience);
        Assert.Equal(1, Guarded.Failures.PublishesDenied);
        Assert.Equal(0, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Subscribe_MoreThanIsAllowed_IsDeniedAndCounted(string version)
    {
        string secret = Guarded.Add("pump", [], ["commands/{device}/+"]);
        var (_, said) = await MosquittoClients.Run("mosquitto_sub", "-h", "127.0.0.1", "-p", _guarded.Port, "-V", version, "-u", "pump", "-P", secret, "-i", "pump", "-t", "commands/#", "-W", "10");
        Assert.Contains("denied", said);
        Assert.Equal(1, Guarded.Failures.SubscriptionsDenied);
    }

    [MosquittoTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Subscribe_ItsOwnCommands_IsTold(string version)
    {
        string secret = Guarded.Add("pump", [], ["commands/{device}/+"]), other = Guarded.Add("desk", ["commands/#"]);
        using var listener = MosquittoClients.Start("mosquitto_sub", "-h", "127.0.0.1", "-p", _guarded.Port, "-V", version, "-u", "pump", "-P", secret, "-i", "pump", "-t", "commands/pump/+", "-C", "1", "-W", "20");
        using var desk = await Connect("desk", other, MqttProtocolVersion.V500);
        while (!listener.HasExited) await desk.PublishAsync(Message("commands/pump/open", "now"));
        Assert.Equal("now", (await listener.StandardOutput.ReadToEndAsync()).Trim());
    }

    [MosquittoTheory]
    [InlineData("mqttv311", 5)]
    [InlineData("mqttv5", 0x97)]
    public async Task Connect_Flood_IsLimitedAndOthersAreServed(string version, int code)
    {
        string secret = Guarded.Add("pump");
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) await _guarded.Publish(version, "x", "-u", "pump", "-P", "wrong", "-i", "pump");
        Assert.Equal(code, (await _guarded.Publish(version, "x", "-u", "pump", "-P", "wrong", "-i", "pump")).Code);
        Assert.Equal(0, (await _guarded.Publish(version, "plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "pump")).Code);
        Assert.Single(Guarded.Failures.Conditions());
    }

    [MosquittoTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_Certificate_IsKnownByItsNameOrItsThumbprint(bool byName)
    {
        var (certificate, key) = _guarded.Authority.Issue("pump");
        string thumbprint = Thumbprint(certificate);
        Guarded.Changes.Add(new NewDevice("pump") { CommonName = byName ? "pump" : null, Thumbprint = byName ? null : thumbprint, Publish = ["plant/{device}/#"] });
        var (code, said) = await _guarded.PublishSecure("plant/pump/telemetry", "--cert", certificate, "--key", key, "-i", "pump");
        Assert.True(code == 0, said);
        Assert.Equal(1, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("another authority's")]
    [InlineData("expired")]
    [InlineData("nobody's")]
    [InlineData("of two names")]
    [InlineData("none")]
    public async Task Publish_CertificateThatIsNoDevices_IsToldSo(string which)
    {
        using var other = new EdgeAppliance.Tests.Daemon.Uplink.TestAuthority("elsewhere");
        var now = TimeProvider.System.GetUtcNow();
        var (certificate, key) = which switch
        {
            "another authority's" => other.Issue("pump"),
            "expired" => _guarded.Authority.Issue("pump", now.AddYears(-2), now.AddYears(-1)),
            "of two names" => _guarded.Authority.Issue("pump,CN=stranger"),
            _ => _guarded.Authority.Issue("stranger"),
        };
        Guarded.Changes.Add(new NewDevice("pump") { CommonName = "pump", Publish = ["plant/{device}/#"] });
        string[] shown = which == "none" ? [] : ["--cert", certificate, "--key", key];
        var (code, said) = await _guarded.PublishSecure("plant/pump/telemetry", [.. shown, "-i", "pump"]);
        Assert.True(code == (which == "none" ? 0x86 : 0x87), $"{code} {said}");
        Assert.Equal(0, _guarded.Rows);
    }

    [MosquittoTheory]
    [InlineData("")]
    public async Task Publish_SecretByTls_IsStored(string unused)
    {
        string secret = Guarded.Add("pump") + unused;
        var (code, said) = await _guarded.PublishSecure("plant/pump/telemetry", "-u", "pump", "-P", secret, "-i", "pump");
        Assert.True(code == 0, said);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Revoke_LiveConnection_EndsAtOnceAndOthersStay(MqttProtocolVersion version)
    {
        string secret = Guarded.Add("pump"), other = Guarded.Add("valve");
        using var pump = await Connect("pump", secret, version);
        using var valve = await Connect("valve", other, version);
        var ended = new TaskCompletionSource<MqttClientDisconnectReason>();
        pump.DisconnectedAsync += e => { ended.TrySetResult(e.Reason); return Task.CompletedTask; };
        Assert.True((await pump.PublishAsync(Message("plant/pump/telemetry", """{"a": 1}"""))).IsSuccess);
        Guarded.Changes.Revoke("pump");
        var reason = await ended.Task.WaitAsync(Patience);
        if (version == MqttProtocolVersion.V500) Assert.Equal(MqttClientDisconnectReason.NotAuthorized, reason);
        Assert.True((await valve.PublishAsync(Message("plant/valve/telemetry", """{"a": 1}"""))).IsSuccess);
        await Assert.ThrowsAnyAsync<Exception>(() => Connect("pump", secret, version));
        Assert.Equal(2, _guarded.Rows);
    }

    [Fact]
    public async Task Revoke_DeviceWithAWill_ItIsNotPublished()
    {
        string secret = Guarded.Add("pump", ["gone/{device}"]), other = Guarded.Add("desk", [], ["gone/#"]);
        using var desk = await Connect("desk", other, MqttProtocolVersion.V500);
        var told = new TaskCompletionSource<string>();
        desk.ApplicationMessageReceivedAsync += e => { told.TrySetResult(e.ApplicationMessage.Topic); return Task.CompletedTask; };
        await desk.SubscribeAsync("gone/#");
        using var pump = new MqttClientFactory().CreateMqttClient();
        await pump.ConnectAsync(Options("pump", secret, MqttProtocolVersion.V500, "pump").WithWillTopic("gone/pump").Build());
        Guarded.Changes.Revoke("pump");
        Assert.True(SpinWait.SpinUntil(() => _guarded.Broker.Counters[MqttCount.WillWithheld] == 1 && _guarded.Broker.Connections == 1, Patience));
        await desk.PingAsync(default);
        Assert.False(told.Task.IsCompleted);
        Assert.Equal(0, _guarded.Broker.Counters[MqttCount.WillPublished]);
    }

    [Fact]
    public async Task Certificate_ItsTimeEnds_TheLiveConnectionEnds()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (certificate, key) = _guarded.Authority.Issue("pump", now.AddDays(-1), now.AddHours(1));
        Guarded.Changes.Add(new NewDevice("pump") { CommonName = "pump", Publish = ["plant/{device}/#"] });
        using var own = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(certificate, key);
        using var pump = new MqttClientFactory().CreateMqttClient();
        var ended = new TaskCompletionSource<MqttClientDisconnectReason>();
        pump.DisconnectedAsync += e => { ended.TrySetResult(e.Reason); return Task.CompletedTask; };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _guarded.Broker.EndPoints[1].Address.Port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("pump")
            .WithTlsOptions(tls => tls.UseTls().WithClientCertificates([own]).WithCertificateValidationHandler(_ => true)).Build();
        await pump.ConnectAsync(options);
        Guarded.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.True((await pump.PublishAsync(Message("plant/pump/telemetry", """{"a": 1}"""))).IsSuccess);
        Assert.False(ended.Task.IsCompleted);
        Guarded.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(MqttClientDisconnectReason.NotAuthorized, await ended.Task.WaitAsync(Patience));
        Assert.Equal(1, _guarded.Broker.Counters[MqttCount.CertificateExpired]);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Subscribe_AllowedAndDenied_AreAnsweredInTheirOrder(MqttProtocolVersion version)
    {
        string secret = Guarded.Add("pump", [], ["mine/{device}/#"]);
        using var pump = await Connect("pump", secret, version);
        var filters = new MqttClientSubscribeOptionsBuilder().WithTopicFilter("mine/pump/a", MqttQualityOfServiceLevel.ExactlyOnce).WithTopicFilter("mine/valve/a")
            .WithTopicFilter("mine/pump/b", MqttQualityOfServiceLevel.AtLeastOnce).WithTopicFilter("#").WithTopicFilter("mine/pump/#").Build();
        var denied = version == MqttProtocolVersion.V500 ? MqttClientSubscribeResultCode.NotAuthorized : MqttClientSubscribeResultCode.UnspecifiedError;
        Assert.Equal(
            [MqttClientSubscribeResultCode.GrantedQoS2, denied, MqttClientSubscribeResultCode.GrantedQoS1, denied, MqttClientSubscribeResultCode.GrantedQoS0],
            (await pump.SubscribeAsync(filters)).Items.Select(item => item.ResultCode));
    }

    [Fact]
    public async Task Publish_AllowedAndDeniedInTurn_TakesOnlyTheAllowed()
    {
        string secret = Guarded.Add("pump");
        using var pump = await Connect("pump", secret, MqttProtocolVersion.V500);
        for (int i = 0; i < 5; i++)
        {
            Assert.True((await pump.PublishAsync(Message("plant/pump/telemetry", """{"a": 1}"""))).IsSuccess);
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await pump.PublishAsync(Message("plant/valve/telemetry", """{"a": 1}"""))).ReasonCode);
        }
        Assert.Equal((5, 5L), (_guarded.Rows, Guarded.Failures.PublishesDenied));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Connect_WithoutAClientId_IsGivenOne(MqttProtocolVersion version)
    {
        string secret = Guarded.Add("pump");
        using var pump = await Connect("pump", secret, version, clientId: "");
        Assert.True((await pump.PublishAsync(Message("plant/pump/telemetry", """{"a": 1}"""))).IsSuccess);
        Assert.Equal(1, Guarded.Registry.Find("pump")!.Connections);
    }

    [Fact]
    public async Task Connect_AnotherMethod_IsToldSo()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = Options("pump", "x", MqttProtocolVersion.V500, "pump").WithEnhancedAuthentication("SCRAM", [1]).Build();
        Assert.Equal(MqttClientConnectResultCode.BadAuthenticationMethod, (await client.ConnectAsync(options)).ResultCode);
        Assert.Equal(1, Guarded.Failures.Of(AdmissionVerdict.UnknownMethod));
    }

    private async Task<IMqttClient> Connect(string device, string secret, MqttProtocolVersion version, string? clientId = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(Options(device, secret, version, clientId ?? device).Build());
        return result.ResultCode == MqttClientConnectResultCode.Success ? client : throw new InvalidOperationException(result.ResultCode.ToString());
    }

    private MqttClientOptionsBuilder Options(string device, string secret, MqttProtocolVersion version, string clientId) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", _guarded.Broker.EndPoints[0].Address.Port).WithProtocolVersion(version).WithCredentials(device, secret).WithClientId(clientId).WithCleanSession();

    private static MqttApplicationMessage Message(string topic, string payload) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private static string Thumbprint(string file)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
    }
}

using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>From an uplink's configuration to what MQTTnet connects with.</summary>
internal static class MqttLinkOptions
{
    public static readonly byte[] Online = """{"state":"online"}"""u8.ToArray();
    public static readonly byte[] Offline = """{"state":"offline"}"""u8.ToArray();

    /// <summary>What may be on its way at once: MQTTnet's own 8 KiB drain a backlog at 320 KB a second over a link of 100 ms, this at 2 MB.
    /// The kernel takes memory for it only as it is used.</summary>
    private const int SocketBufferBytes = 1 << 20;

    private static readonly TimeSpan s_answerMost = TimeSpan.FromSeconds(10);

    public static string StatusTopic(string device) => $"edge/{device}/status";

    /// <summary>Reads the certificates anew, so that renewed ones are taken with the next connection and nothing restarts for them.</summary>
    /// <param name="trust">Says whether the broker is trusted; set where the link is encrypted.</param>
    public static MqttClientOptions Make(MqttUplinkConfiguration configuration, string device, Func<DateTimeOffset> now, out ServerTrust? trust) =>
        Make(configuration, $"edge-{device}-{configuration.Name}", new MqttWill(StatusTopic(device), Offline, Retain: true), now, out trust);

    /// <summary>The same for any kind of messages.</summary>
    /// <param name="client">The client's id.</param>
    /// <param name="trust">Says whether the broker is trusted; set where the link is encrypted.</param>
    public static MqttClientOptions Make(BrokerUplinkConfiguration configuration, string client, MqttWill will, Func<DateTimeOffset> now, out ServerTrust? trust)
    {
        bool encrypted = configuration.Url.Scheme == "mqtts";
        int port = configuration.Url.Port > 0 ? configuration.Url.Port : encrypted ? 8883 : 1883;
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(configuration.IsVersion5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithTcpServer(configuration.Url.IdnHost.Trim('[', ']'), port)
            .WithClientId(client)
            // Nothing is left to the broker's session: what it has not acknowledged, the outbox still holds.
            .WithCleanStart(true)
            // Asked after half the time and given up after the other half, a dead link is noticed within the keep-alive.
            .WithKeepAlivePeriod(configuration.KeepAlive / 2)
            .WithTimeout(configuration.KeepAlive / 2 < s_answerMost ? configuration.KeepAlive / 2 : s_answerMost)
            .WithWillTopic(will.Topic)
            .WithWillPayload(will.Payload)
            .WithWillRetain(will.Retain)
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (configuration.User is { } user) builder.WithCredentials(user, configuration.Password?.Reveal() ?? "");
        var judge = trust = encrypted ? ServerTrust.Of(configuration.Tls, now) : null;
        if (judge is not null) builder.WithTlsOptions(tls => Encrypt(tls, configuration.Tls, judge));
        var options = builder.Build();
        ((MqttClientTcpOptions)options.ChannelOptions).BufferSize = SocketBufferBytes;
        return options;
    }

    private static void Encrypt(MqttClientTlsOptionsBuilder tls, UplinkTls files, ServerTrust trust)
    {
        tls.UseTls().WithCertificateValidationHandler(shown => trust.Accepts(shown.Certificate, shown.Chain, shown.SslPolicyErrors));
        if (files is { CertificateFile: { } certificate, KeyFile: { } key })
            tls.WithClientCertificates([X509Certificate2.CreateFromPemFile(certificate, key)]);
    }
}

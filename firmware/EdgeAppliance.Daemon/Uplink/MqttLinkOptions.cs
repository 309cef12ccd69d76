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

    private static readonly TimeSpan s_answerMost = TimeSpan.FromSeconds(10);

    public static string StatusTopic(string device) => $"edge/{device}/status";

    /// <summary>Reads the certificates anew, so that renewed ones are taken with the next connection and nothing restarts for them.</summary>
    public static MqttClientOptions Make(MqttUplinkConfiguration configuration, string device)
    {
        bool encrypted = configuration.Url.Scheme == "mqtts";
        int port = configuration.Url.Port > 0 ? configuration.Url.Port : encrypted ? 8883 : 1883;
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(configuration.Url.IdnHost.Trim('[', ']'), port)
            .WithClientId($"edge-{device}-{configuration.Name}")
            // Nothing is left to the broker's session: what it has not acknowledged, the outbox still holds.
            .WithCleanStart(true)
            // Asked after half the time and given up after the other half, a dead link is noticed within the keep-alive.
            .WithKeepAlivePeriod(configuration.KeepAlive / 2)
            .WithTimeout(configuration.KeepAlive / 2 < s_answerMost ? configuration.KeepAlive / 2 : s_answerMost)
            .WithWillTopic(StatusTopic(device))
            .WithWillPayload(Offline)
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (configuration.User is { } user) builder.WithCredentials(user, configuration.Password?.Reveal() ?? "");
        if (encrypted) builder.WithTlsOptions(tls => Encrypt(tls, configuration.Tls));
        return builder.Build();
    }

    private static void Encrypt(MqttClientTlsOptionsBuilder tls, UplinkTls files)
    {
        tls.UseTls();
        if (files.AuthorityFile is { } authority)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authority);
            tls.WithTrustChain(trusted);
        }
        if (files is { CertificateFile: { } certificate, KeyFile: { } key })
            tls.WithClientCertificates([X509Certificate2.CreateFromPemFile(certificate, key)]);
    }
}

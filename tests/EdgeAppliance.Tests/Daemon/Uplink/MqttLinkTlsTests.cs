using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public sealed class MqttLinkTlsTests : IDisposable
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private readonly TestAuthority _authority = new("site");

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Connect_WithACertificateOfTheAuthority_IsTaken()
    {
        using var broker = new TlsBroker(_authority, _authority.Issue("broker"));
        using var link = Link(broker, _authority, _authority.Issue("box"));
        await Connect(link);
        await link.Close();
    }

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Connect_WithoutACertificate_IsRefused()
    {
        using var broker = new TlsBroker(_authority, _authority.Issue("broker"));
        using var with = Link(broker, _authority, _authority.Issue("box"));
        await Connect(with);
        using var without = Link(broker, _authority, null);
        await Assert.ThrowsAsync<LinkException>(() => without.Connect(CancellationToken.None));
    }

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Connect_BrokerOfAStranger_IsRefusedWithTheReason()
    {
        using var stranger = new TestAuthority("stranger");
        using var broker = new TlsBroker(_authority, _authority.Issue("broker"));
        using var link = Link(broker, stranger, _authority.Issue("box"));
        var refused = await Refusal(link);
        Assert.Contains("not trusted", refused.Message);
    }

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Connect_BrokersCertificateHasExpired_IsRefused()
    {
        using var broker = new TlsBroker(_authority, _authority.Issue("broker", s_now.AddYears(-2), s_now.AddYears(-1)));
        using var link = Link(broker, _authority, _authority.Issue("box"));
        Assert.Contains("not trusted", (await Refusal(link)).Message);
    }

    /// <summary>The clock says 1970, but a later time is known.</summary>
    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Connect_ByTheTimeThatIsKnown_NotTheClock()
    {
        using var broker = new TlsBroker(_authority, _authority.Issue("broker", s_now.AddYears(-2), s_now.AddYears(-1)));
        using var link = Link(broker, _authority, _authority.Issue("box"), s_now.AddDays(-500));
        await Connect(link);
        await link.Close();
    }

    public void Dispose() => _authority.Dispose();

    /// <summary>The broker takes a moment to listen.</summary>
    private static async Task Connect(MqttLink link)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                await link.Connect(late.Token);
                return;
            }
            catch (LinkException e) when (e.Message.Contains("refused", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
            }
        }
    }

    private static Task<LinkException> Refusal(MqttLink link) => Assert.ThrowsAsync<LinkException>(() => Connect(link));

    private static MqttLink Link(TlsBroker broker, TestAuthority trusted, (string Certificate, string Key)? own, DateTimeOffset? now = null)
    {
        var configuration = new MqttUplinkConfiguration("cloud", new Uri($"mqtts://127.0.0.1:{broker.Port}"), "t")
        {
            Tls = new UplinkTls(trusted.CertificateFile, own?.Certificate, own?.Key),
            KeepAlive = TimeSpan.FromSeconds(10),
        };
        return new MqttLink(configuration, "box", () => now ?? s_now, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }
}

using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Certificates;

public sealed class CertificateRenewalTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(s_start);
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedIssuer _issuer;
    private readonly CertificateRenewal _renewal;
    private readonly OwnCertificateConfiguration _own;

    public CertificateRenewalTests()
    {
        _issuer = new ScriptedIssuer(_time);
        _own = new OwnCertificateConfiguration("own", Path.Combine(_folder.FullName, "own.pem"), Path.Combine(_folder.FullName, "own.key")) { HostNames = ["box.site", "192.0.2.7"] };
        _renewal = new CertificateRenewal(_own, _issuer, "box", () => _time.GetUtcNow(), _time, NullLogger.Instance);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Step_NoFiles_EnrolsAndLeavesThemAloneForTwoThirdsOfTheLife()
    {
        Assert.True(await Step());
        Assert.Null(_issuer.Asked[0].Current);
        using var first = Read();
        Assert.True(first.HasPrivateKey);
        _time.SetUtcNow(s_start + (ScriptedIssuer.Life * 2 / 3) - TimeSpan.FromSeconds(1));
        Assert.False(await Step());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Step());
        Assert.Equal(first.Thumbprint, _issuer.Asked[1].Current?.Thumbprint);
        using var second = Read();
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(first.PublicKey.ExportSubjectPublicKeyInfo(), second.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.False(await Step());
    }

    [Fact]
    public async Task Prepare_NoFiles_MakesOneThatIsReplacedAtTheFirstChance()
    {
        _renewal.Prepare();
        using (var own = Read())
        {
            Assert.Equal("CN=box", own.Subject);
            Assert.Contains(own.Extensions.OfType<X509SubjectAlternativeNameExtension>(), names => names.EnumerateDnsNames().Contains("box.site") && names.EnumerateIPAddresses().Any());
        }
        Assert.True(await Step());
        Assert.Null(_issuer.Asked[0].Current);
        using var issued = Read();
        Assert.Equal("CN=issuer", issued.Issuer);
        _renewal.Prepare();
        Assert.Equal(issued.Thumbprint, Read().Thumbprint);
    }

    [Fact]
    public async Task Step_IssuerIsAway_TriesAgainSeldomerAndTells()
    {
        Assert.True(await Step());
        _time.Advance(ScriptedIssuer.Life * 2 / 3);
        _issuer.Trouble = new HttpRequestException("no route");
        Assert.False(await Step());
        Assert.Contains("no route", _renewal.NotEnrolled()!.Text);
        int asked = _issuer.Asked.Count;
        var waits = new List<double>();
        for (double minutes = 0; minutes < 300; minutes++, _time.Advance(TimeSpan.FromMinutes(1)))
        {
            await Step();
            if (_issuer.Asked.Count > asked) waits.Add(minutes);
            asked = _issuer.Asked.Count;
        }
        Assert.Equal([1, 3, 7, 15, 31, 63, 123, 183, 243], waits);
        _issuer.Trouble = null;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(await Step());
        Assert.Null(_renewal.NotEnrolled());
    }

    [Fact]
    public async Task Step_CertificateIsOver_AsksAsForTheFirst()
    {
        Assert.True(await Step());
        _time.Advance(ScriptedIssuer.Life);
        Assert.True(await Step());
        Assert.Null(_issuer.Asked[1].Current);
    }

    [Fact]
    public async Task Step_CertificateOfAnotherKey_IsNotTaken()
    {
        _renewal.Prepare();
        string before = Read().Thumbprint;
        _issuer.IsConfused = true;
        Assert.False(await Step());
        Assert.Contains("another key", _renewal.NotEnrolled()!.Text);
        Assert.Equal(before, Read().Thumbprint);
    }

    [Fact]
    public async Task Conditions_ThirdIsLeft_WarnsAndThenTellsThatItIsOver()
    {
        Assert.True(await Step());
        var watch = new CertificateWatch(() => _time.GetUtcNow(), _time);
        watch.Use([("listen.certificate", _own.CertificateFile), ("uplinks.cloud.certificate", "/nowhere")]);
        Assert.Empty(watch.Conditions());
        _time.Advance((ScriptedIssuer.Life * 2 / 3) - TimeSpan.FromMinutes(1));
        Assert.Empty(watch.Conditions());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("certificate.ends-soon", HealthSeverity.Warning, "listen.certificate"), Of(Assert.Single(watch.Conditions())));
        _time.Advance(ScriptedIssuer.Life / 3);
        Assert.Equal(("certificate.expired", HealthSeverity.Error, "listen.certificate"), Of(Assert.Single(watch.Conditions())));
        Assert.True(await Step());
        watch.LookAgain();
        Assert.Empty(watch.Conditions());
    }

    [Fact]
    public async Task Step_KeyIsNone_SaysWhy()
    {
        await File.WriteAllTextAsync(_own.KeyFile, "no key");
        Assert.False(await Step());
        Assert.NotNull(_renewal.NotEnrolled());
    }

    private static (string, HealthSeverity, string) Of(HealthCondition condition) => (condition.Code, condition.Severity, condition.Subject);

    private Task<bool> Step() => _renewal.Step(CancellationToken.None);

    private X509Certificate2 Read() => X509Certificate2.CreateFromPemFile(_own.CertificateFile, _own.KeyFile);
}

using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Certificates;

/// <summary>The appliance as a client of another one's EST server, and of its own site authority.</summary>
public sealed class EstIssuerTests : IAsyncLifetime
{
    private EstSite _site = null!;

    public async Task InitializeAsync() => _site = await EstSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Step_TokenThenItsOwnCertificate_EnrolsAndRenews()
    {
        string token = _site.Guarded.Changes.Add(new NewDevice("box-7") { Generate = "enrolment" })!;
        var renewal = Renewal(Own with { User = "box-7", Password = new Secret(token) });
        Assert.True(await renewal.Step(CancellationToken.None), renewal.Trouble);
        using var first = Read();
        Assert.Equal(_site.Authority.Certificate.Subject, first.Issuer);
        _site.Guarded.Time.Advance(TimeSpan.FromDays(61));
        Assert.True(await renewal.Step(CancellationToken.None), renewal.Trouble);
        using var second = Read();
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(2, _site.Guarded.Registry.Find("box-7")!.Record.Credentials.OfType<IssuedCredential>().Count());
    }

    [Fact]
    public async Task Step_WrongTokenOrAuthority_SaysWhy()
    {
        var wrong = Renewal(Own with { User = "box-7", Password = new Secret("wrong") });
        Assert.False(await wrong.Step(CancellationToken.None));
        Assert.Contains("401", wrong.Trouble);
        using var other = new EdgeAppliance.Tests.Daemon.Uplink.TestAuthority("other");
        var untrusted = Renewal(Own with { AuthorityFile = other.CertificateFile });
        Assert.False(await untrusted.Step(CancellationToken.None));
        Assert.Contains("not trusted", untrusted.Trouble);
    }

    [ProgramFact("/usr/bin/openssl", "openssl")]
    public async Task Step_OwnSiteAuthority_IssuesAServersCertificateThatOpensslVerifies()
    {
        var own = Own with { Est = null, HostNames = ["box.site", "192.0.2.7"] };
        var renewal = new CertificateRenewal(own, new SiteCaIssuer(_site.Authority, Now), "box", Now, _site.Guarded.Time, NullLogger.Instance);
        Assert.True(await renewal.Step(CancellationToken.None), renewal.Trouble);
        File.WriteAllText(_site.FileOf("ca.pem"), _site.Authority.Certificate.ExportCertificatePem());
        await EstSite.Openssl("verify", "-purpose", "sslserver", "-verify_hostname", "box.site", "-CAfile", _site.FileOf("ca.pem"), own.CertificateFile);
        await EstSite.Openssl("verify", "-purpose", "sslserver", "-verify_ip", "192.0.2.7", "-CAfile", _site.FileOf("ca.pem"), own.CertificateFile);
    }

    [ProgramFact("/usr/bin/openssl", "openssl")]
    public async Task Https_FilesAreReplaced_NextConnectionIsShownTheNewOne()
    {
        string before = await Shown();
        _site.ShowAnother();
        string after = await Shown();
        Assert.NotEqual(before, after);
    }

    private OwnCertificateConfiguration Own => new("own", _site.FileOf("own.pem"), _site.FileOf("own.key"))
    {
        Est = new Uri(_site.Url + "/.well-known/est"), AuthorityFile = _site.Servers.CertificateFile, CommonName = "box-7",
    };

    private DateTimeOffset Now() => _site.Guarded.Time.GetUtcNow();

    private CertificateRenewal Renewal(OwnCertificateConfiguration own) => new(own, new EstIssuer(own, Now), "box", Now, _site.Guarded.Time, NullLogger.Instance);

    private X509Certificate2 Read() => X509Certificate2.CreateFromPemFile(_site.FileOf("own.pem"), _site.FileOf("own.key"));

    private async Task<string> Shown()
    {
        var (_, said) = await EstSite.Run("/bin/sh", "-c", $"openssl s_client -connect {new Uri(_site.Url).Authority} </dev/null 2>/dev/null | openssl x509 -noout -serial");
        Assert.StartsWith("serial=", said);
        return said;
    }
}

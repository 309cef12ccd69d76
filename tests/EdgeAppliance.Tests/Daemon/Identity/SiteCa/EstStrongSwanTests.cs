using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Daemon.Identity.SiteCa;

/// <summary>An EST client that others wrote, with a TLS of its own: strongSwan's <c>pki</c>.</summary>
public sealed class EstStrongSwanTests : IAsyncLifetime
{
    private const string Pki = "/usr/bin/pki";
    private const string Package = "strongswan-pki libstrongswan-standard-plugins";

    private EstSite _site = null!;

    public async Task InitializeAsync() => _site = await EstSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [ProgramFact(Pki, Package)]
    public async Task Estca_IsTheAuthority()
    {
        string to = _site.FileOf("ca.der");
        var (code, said) = await EstSite.Run(Pki, "--estca", "--url", _site.Url, "--cacert", _site.Servers.CertificateFile, "--caout", to);
        Assert.True(code == 0, said);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(to);
        Assert.Equal(_site.Authority.Certificate.Thumbprint, authority.Thumbprint);
    }

    [ProgramFact(Pki, Package)]
    public async Task Est_TokenThenItsCertificate_IsEnrolledAndRenewed()
    {
        string token = _site.Guarded.Changes.Add(new NewDevice("pump") { Generate = "enrolment", Replace = true })!;
        await _site.Request("pump", "/CN=pump");
        await Ask("pump", "--userpass", $"pump:{token}");
        using var first = X509CertificateLoader.LoadCertificateFromFile(_site.FileOf("pump.crt"));
        Assert.Equal("CN=pump", first.Subject);
        await Ask("next", "--cert", _site.FileOf("pump.crt"), "--key", _site.FileOf("pump.key"));
        using var next = X509CertificateLoader.LoadCertificateFromFile(_site.FileOf("next.crt"));
        Assert.Equal(("CN=pump", false), (next.Subject, next.Thumbprint == first.Thumbprint));
        Assert.Equal(2, _site.Guarded.Registry.Find("pump")!.Record.Credentials.OfType<IssuedCredential>().Count());
    }

    [ProgramFact(Pki, Package)]
    public async Task Est_WrongToken_IsRefused()
    {
        _site.Guarded.Changes.Add(new NewDevice("pump") { Generate = "enrolment", Replace = true });
        await _site.Request("pump", "/CN=pump");
        var (code, _) = await Run("pump", "--userpass", "pump:wrong");
        Assert.NotEqual(0, code);
        Assert.Equal(1, _site.Guarded.Failures.Of(AdmissionVerdict.BadPassword, DeviceDoor.Https));
    }

    private async Task Ask(string name, params string[] by)
    {
        if (name != "pump") await _site.Request(name, "/CN=pump");
        var (code, said) = await Run(name, by);
        Assert.True(code == 0, said);
    }

    /// <summary>What it is given goes to its output, in DER.</summary>
    private Task<(int Code, string Said)> Run(string name, params string[] by)
    {
        File.WriteAllBytes(_site.FileOf("site.der"), _site.Authority.Certificate.RawData);
        string command = $"{Pki} --est --url {_site.Url} --in '{_site.FileOf(name + ".der")}' --cacert '{_site.Servers.CertificateFile}' --cacert '{_site.FileOf("site.der")}' {string.Join(' ', by)} >'{_site.FileOf(name + ".crt")}'";
        return EstSite.Run("/bin/sh", "-c", command);
    }
}

using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity.Revocation;

/// <summary>Lists that openssl signed.</summary>
public sealed class RevocationListsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestAuthority _authority = new("site");
    private readonly TemporaryFolder _folder = new();
    private readonly DeviceRegistry _registry = new();

    public RevocationListsTests() => _registry.Put(new DeviceRecord { Id = "pump", Credentials = [new SubjectCredential("pump")], Created = _time.GetUtcNow() });

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [ProgramFact(SignedList.Openssl, "openssl")]
    public async Task Find_RevokedMeanwhile_IsNoDevicesAnyMore()
    {
        using var pump = Issue("pump");
        string file = await Sign(_authority);
        var lists = new RevocationLists([file], () => _time.GetUtcNow(), NullLogger.Instance);
        Assert.NotNull(Find(lists, pump));
        await Sign(_authority, pump);
        lists.Refresh();
        Assert.Null(Find(lists, pump));
        using var other = Issue("pump");
        Assert.NotNull(Find(lists, other));
        await EstSite.Openssl("crl", "-in", file, "-outform", "DER", "-out", At("list.der"));
        Assert.Null(Find(new RevocationLists([At("list.der")], () => _time.GetUtcNow(), NullLogger.Instance), pump));
    }

    [ProgramFact(SignedList.Openssl, "openssl")]
    public async Task Find_ListThatAnotherSigned_TrustsNobody()
    {
        using var pump = Issue("pump");
        using var other = new TestAuthority("site");
        var lists = new RevocationLists([await Sign(other)], () => _time.GetUtcNow(), NullLogger.Instance);
        Assert.Null(Find(lists, pump));
    }

    [ProgramFact(SignedList.Openssl, "openssl")]
    public async Task Refresh_DamagedOrOldList_CountsOnAndIsTold()
    {
        using var pump = Issue("pump");
        string file = await Sign(_authority, pump);
        var lists = new RevocationLists([file], () => _time.GetUtcNow(), NullLogger.Instance);
        Assert.Empty(lists.Conditions());
        await File.WriteAllTextAsync(file, "damaged");
        lists.Refresh();
        Assert.Equal("identity.crl-damaged", Assert.Single(lists.Conditions()).Code);
        Assert.Null(Find(lists, pump));
        await Sign(_authority, pump);
        lists.Refresh();
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal("identity.crl-stale", Assert.Single(lists.Conditions()).Code);
        Assert.Null(Find(lists, pump));
    }

    [Fact]
    public void Read_NoList_SaysWhy()
    {
        Assert.Contains("cannot be used", Assert.Throws<IOException>(() => new RevocationLists(["/nowhere"], () => _time.GetUtcNow(), NullLogger.Instance)).Message);
        Assert.Contains("CERTIFICATE", Assert.Throws<FormatException>(() => RevocationFile.Read(File.ReadAllBytes(_authority.CertificateFile))).Message);
    }

    [Fact]
    public async Task Read_ListOfTheSiteAuthority_IsUnderstood()
    {
        await using var site = await EstSite.Start();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var issued = site.Authority.Issue(new PublicKey(key), "pump", site.Guarded.Time.GetUtcNow());
        site.Authority.Revoked.Add([EdgeAppliance.Daemon.Identity.SiteCa.SiteAuthority.CredentialOf(issued)], site.Guarded.Time.GetUtcNow());
        var list = RevocationFile.Read(site.Enrolment.RevocationList);
        Assert.True(list.IsOf(site.Authority.Certificate) && list.IsSignedBy(site.Authority.Certificate) && list.Has(issued));
    }

    private KnownDevice? Find(RevocationLists lists, X509Certificate2 certificate)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_authority.CertificateFile);
        return new DeviceCertificates(_registry, authorities, () => _time.GetUtcNow(), lists).Find(certificate, null);
    }

    private X509Certificate2 Issue(string name)
    {
        var (file, _) = _authority.Issue(name, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddYears(1));
        return X509Certificate2.CreateFromPem(File.ReadAllText(file));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private Task<string> Sign(TestAuthority authority, params X509Certificate2[] revoked) => SignedList.Sign(authority, _folder.FullName, _time.GetUtcNow(), revoked);
}

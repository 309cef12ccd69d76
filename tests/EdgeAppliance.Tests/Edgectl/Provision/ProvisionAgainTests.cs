using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Edgectl.Provision.Apply;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>A device that was provisioned, and is given another file.</summary>
public sealed class ProvisionAgainTests : IDisposable
{
    private readonly ProvisionWorld _world = new();

    public void Dispose() => _world.Dispose();

    private void Run(string json)
    {
        _world.Put(json);
        Assert.Equal(ProvisionCodes.Done, _world.Run());
    }

    /// <summary>Else a certificate that is carried could not be renewed.</summary>
    [Fact]
    public void Run_RequestOfADeviceWithACertificate_MakesOneAndKeepsTheCertificate()
    {
        Run("""{ "version": 1, "device": { "id": "pump-7" }, "identity": { "request": true } }""");
        string issued = Bring();
        Run("""{ "version": 1, "identity": { "request": true, "names": ["pump-7.site"] } }""");
        var request = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(_world.Paths.SigningRequest), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Equal("CN=pump-7", request.SubjectName.Name);
        Assert.Single(request.CertificateExtensions);
        Assert.Contains("the one that is there stays until then", _world.Report);
        Assert.Equal(issued, _world.Read("state/identity/device.pem").Trim());
    }

    [Fact]
    public void Run_FileThatSaysNothingOfIt_KeepsTheRequestThatWaits()
    {
        Run("""{ "version": 1, "device": { "id": "pump-7" }, "identity": { "request": true } }""");
        string request = File.ReadAllText(_world.Paths.SigningRequest);
        Run("""{ "version": 1, "system": { "hostName": "pump-7" } }""");
        Assert.Equal(request, File.ReadAllText(_world.Paths.SigningRequest));
        Assert.Contains("Next: have device.csr signed", _world.Report);
    }

    [Theory]
    [InlineData("""{ "version": 1, "device": { "id": "pump-8" } }""")]
    [InlineData("""{ "version": 1, "identity": { "est": { "url": "https://est.example", "token": "t" } } }""")]
    public void Run_RequestThatIsGoodNoMore_IsTakenAway(string json)
    {
        Run("""{ "version": 1, "device": { "id": "pump-7" }, "identity": { "request": true } }""");
        Run(json);
        Assert.False(File.Exists(_world.Paths.SigningRequest));
    }

    [Fact]
    public void Run_CertificateThatIsNoUse_HoldsUpNoFileBesideIt()
    {
        File.WriteAllText(_world.Paths.BroughtCertificate, "of another");
        _world.Put("""{ "version": 1, "device": { "id": "pump-7" } }""");
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.Contains("Not taken over: device.crt is no certificate in PEM or DER", _world.Report);
        Assert.Contains("Device: pump-7", _world.Report);
        Assert.False(File.Exists(_world.Paths.File));
        Assert.True(File.Exists(_world.Paths.BroughtCertificate));
    }

    [Fact]
    public void Run_ProxyThatNothingUses_IsSaid()
    {
        Run("""{ "version": 1, "device": { "id": "a" }, "network": { "proxy": { "url": "http://proxy.example:3128" } } }""");
        Assert.Contains("Nothing uses the proxy http://proxy.example:3128", _world.Report);
        Run("""{ "version": 1, "updates": { "url": "https://updates.example" } }""");
        Assert.Contains("Nothing uses the proxy", _world.Report);
        Run("""{ "version": 1, "updates": { "url": "https://updates.example" }, "network": { "proxy": { "url": "http://proxy.example:3128" } } }""");
        Assert.DoesNotContain("Nothing uses the proxy", _world.Report);
    }

    [Fact]
    public void Run_ConfigurationThatCannotBeRead_IsSaid()
    {
        File.WriteAllText(_world.Paths.At("config/appliance.json"), "{ \"sources\": {");
        Run("""{ "version": 1, "device": { "id": "a" } }""");
        Assert.Contains("could not be read: the standard one is in its place", _world.Report);
    }

    /// <summary>What an authority makes of the request, brought back and taken over.</summary>
    private string Bring()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=Site", signer, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var authority = wanted.CreateSelfSigned(_world.Time.GetUtcNow(), _world.Time.GetUtcNow().AddYears(9));
        using var issued = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(_world.Paths.SigningRequest), HashAlgorithmName.SHA256)
            .Create(authority, _world.Time.GetUtcNow(), _world.Time.GetUtcNow().AddYears(1), [1]);
        File.WriteAllText(_world.Paths.BroughtCertificate, issued.ExportCertificatePem());
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        return issued.ExportCertificatePem();
    }
}

using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Ingest;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Daemon.Identity.SiteCa;

/// <summary>Enrolment by curl and openssl, as a device does it.</summary>
public sealed class EstTests : IAsyncLifetime
{
    private const string Curl = "/usr/bin/curl";

    private EstSite _site = null!;

    private Guarded Guarded => _site.Guarded;

    public async Task InitializeAsync() => _site = await EstSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [ProgramFact(Curl, "curl")]
    public async Task Cacerts_IsTheAuthority()
    {
        Assert.Equal("200", (await _site.Curl("/.well-known/est/cacerts", "-o", _site.FileOf("ca.p7"))).Said);
        using var authority = await _site.Certificate("ca");
        Assert.Equal(_site.Authority.Certificate.Thumbprint, authority.Thumbprint);
        var (_, plain) = await EstSite.Run(Curl, "-sS", "-o", "/dev/null", "-w", "%{http_code}", _site.PlainUrl + "/.well-known/est/cacerts");
        Assert.Equal("403", plain);
    }

    [ProgramFact(Curl, "curl")]
    public async Task Csrattrs_AsksForP256()
    {
        Assert.Equal("200", (await _site.Curl("/.well-known/est/csrattrs", "-o", _site.FileOf("attributes"))).Said);
        await EstSite.Openssl("base64", "-d", "-A", "-in", _site.FileOf("attributes"), "-out", _site.FileOf("attributes.der"));
        string parsed = await EstSite.Openssl("asn1parse", "-inform", "DER", "-in", _site.FileOf("attributes.der"));
        Assert.Contains("prime256v1", parsed);
        Assert.Contains("ecdsa-with-SHA256", parsed);
    }

    [ProgramFact(Curl, "curl")]
    public async Task Simpleenroll_Token_IsGoodForOneCertificateThatOpensslVerifies()
    {
        string token = Token("pump");
        await _site.Request("pump", "/CN=pump");
        Assert.Equal("200", await _site.Post("pump", "simpleenroll", "-u", "pump:" + token));
        using var certificate = await _site.Certificate("pump");
        Assert.Equal("CN=pump", certificate.Subject);
        File.WriteAllText(_site.FileOf("ca.pem"), _site.Authority.Certificate.ExportCertificatePem());
        Assert.Contains("OK", await EstSite.Openssl("verify", "-purpose", "sslclient", "-CAfile", _site.FileOf("ca.pem"), _site.FileOf("pump.pem")));
        string text = await EstSite.Openssl("x509", "-in", _site.FileOf("pump.pem"), "-noout", "-text");
        Assert.Contains("http://site.example/site-ca.crl", text);
        Assert.Contains("CA:FALSE", text);
        Assert.Equal("401", await _site.Post("pump", "simpleenroll", "-u", "pump:" + token));
        var issued = Assert.Single(Guarded.Registry.Find("pump")!.Record.Credentials.OfType<IssuedCredential>());
        Assert.Equal(certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), issued.Sha256, ignoreCase: true);
        var stored = new DeviceRegistry();
        new DeviceFolder(Guarded.Folder.Path).Load(stored);
        Assert.Equal(issued, Assert.Single(stored.Find("pump")!.Record.Credentials));
    }

    [ProgramFact(Curl, "curl")]
    public async Task Simplereenroll_OwnCertificate_IsRenewedAndConnectionsStay()
    {
        await Enroll("pump");
        var before = Guarded.Registry.Find("pump")!;
        await _site.Request("next", "/CN=pump");
        Assert.Equal("200", await _site.Post("next", "simplereenroll", _site.Shown("pump")));
        using var next = await _site.Certificate("next");
        Assert.Equal("200", await _site.Post("next", "simplereenroll", _site.Shown("next")));
        Assert.False(before.Ended.IsCancellationRequested);
        Assert.Equal(2, Guarded.Registry.Find("pump")!.Record.Credentials.OfType<IssuedCredential>().Count());
        // The first of the three is of use no more, and the list says so.
        Assert.Equal(1, _site.Authority.Revoked.Count);
        Assert.Equal("401", await _site.Post("next", "simplereenroll", _site.Shown("pump")));
    }

    [ProgramFact(Curl, "curl")]
    public async Task Simplereenroll_WithoutACertificateOrForAnotherName_IsRefused()
    {
        await Enroll("pump");
        await _site.Request("valve", "/CN=valve");
        await _site.Request("nameless", "/O=plant");
        Assert.Equal("401", await _site.Post("pump", "simplereenroll"));
        Assert.Equal("400", await _site.Post("valve", "simplereenroll", _site.Shown("pump")));
        Assert.Equal("400", await _site.Post("nameless", "simplereenroll", _site.Shown("pump")));
        using var other = new EdgeAppliance.Tests.Daemon.Uplink.TestAuthority("elsewhere");
        var (certificate, key) = other.Issue("pump");
        Assert.Equal("401", await _site.Post("pump", "simplereenroll", "--cert", certificate, "--key", key));
    }

    [ProgramFact(Curl, "curl")]
    public async Task Revoke_DeviceWithACertificate_IsOnTheList()
    {
        using var certificate = await Enroll("pump");
        Guarded.Changes.Revoke("pump");
        Assert.Equal("403", await _site.Post("pump", "simplereenroll", _site.Shown("pump")));
        var (_, status) = await EstSite.Run(Curl, "-sS", "-o", _site.FileOf("list.crl"), "-w", "%{http_code}", _site.PlainUrl + "/site-ca.crl");
        Assert.Equal("200", status);
        string list = await EstSite.Openssl("crl", "-inform", "DER", "-in", _site.FileOf("list.crl"), "-noout", "-text");
        Assert.Contains(certificate.SerialNumber, list, StringComparison.OrdinalIgnoreCase);
        File.WriteAllText(_site.FileOf("ca.pem"), _site.Authority.Certificate.ExportCertificatePem());
        await EstSite.Openssl("crl", "-inform", "DER", "-in", _site.FileOf("list.crl"), "-out", _site.FileOf("list.pem"));
        var (code, said) = await EstSite.Run("/usr/bin/openssl", "verify", "-crl_check", "-CRLfile", _site.FileOf("list.pem"), "-CAfile", _site.FileOf("ca.pem"), _site.FileOf("pump.pem"));
        Assert.True(code != 0 && said.Contains("revoked"), said);
    }

    [ProgramFact(Curl, "curl")]
    public async Task Simpleenroll_WhatIsNotRight_IsToldSo()
    {
        string token = Token("pump");
        Token("valve");
        await _site.Request("pump", "/CN=pump");
        await _site.Request("valve", "/CN=valve");
        await _site.Request("weak", "/CN=pump", "-newkey", "rsa:1024");
        Assert.Equal("401", await _site.Post("pump", "simpleenroll", "-u", "pump:wrong"));
        Assert.Equal("401", await _site.Post("pump", "simpleenroll", "-u", "valve:" + token));
        Assert.Equal("401", await _site.Post("pump", "simpleenroll"));
        Assert.Equal("400", await _site.Post("valve", "simpleenroll", "-u", "pump:" + token));
        Assert.Equal("400", await _site.Post("weak", "simpleenroll", "-u", "pump:" + token));
        Assert.Equal("415", await _site.PostAs("text/plain", "pump", "simpleenroll", "-u", "pump:" + token));
        File.WriteAllText(_site.FileOf("long.b64"), new string('A', 10_000));
        Assert.Equal("413", await _site.Post("long", "simpleenroll", "-u", "pump:" + token));
        Guarded.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("403", await _site.Post("pump", "simpleenroll", "-u", "pump:" + token));
        Assert.Equal(2, Guarded.Failures.Of(AdmissionVerdict.BadPassword));
    }

    [MosquittoTheory]
    [InlineData("plant/pump/telemetry", 0)]
    [InlineData("plant/valve/telemetry", 0x87)]
    public async Task Publish_EnrolledCertificate_IsTakenUntilItIsRevoked(string topic, int code)
    {
        await using var guarded = await GuardedBroker.Start(Guarded);
        await Enroll("pump");
        string[] shown = ["--cert", _site.FileOf("pump.pem"), "--key", _site.FileOf("pump.key"), "-i", "pump"];
        var (was, said) = await guarded.PublishSecure(topic, shown);
        Assert.True(code == 0 ? was == 0 : said.Contains("Not authorized"), said);
        Guarded.Changes.Revoke("pump");
        Assert.Equal(0x87, (await guarded.PublishSecure(topic, shown)).Code);
    }

    [ProgramFact(Curl, "curl")]
    public async Task Conditions_DeviceDoesNotRenew_TellsAtAThirdLeft()
    {
        await Enroll("pump");
        IReadOnlyList<HealthCondition> Late() => IssuedWatch.Conditions(Guarded.Registry, TimeSpan.FromDays(90), Guarded.Time.GetUtcNow());
        Guarded.Time.Advance(TimeSpan.FromDays(59));
        Assert.Empty(Late());
        Guarded.Time.Advance(TimeSpan.FromDays(2));
        Assert.Contains("1 devices, or none: pump", Assert.Single(Late()).Text);
        Assert.Equal("200", await _site.Post("pump", "simplereenroll", _site.Shown("pump")));
        Assert.Empty(Late());
        Guarded.Time.Advance(TimeSpan.FromDays(100));
        Assert.Single(Late());
        Guarded.Changes.Revoke("pump");
        Assert.Empty(Late());
    }

    [ProgramFact(Curl, "curl")]
    public async Task Simpleenroll_GuessesOfAToken_AreLimited()
    {
        Token("pump");
        await _site.Request("pump", "/CN=pump");
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) Assert.Equal("401", await _site.Post("pump", "simpleenroll", "-u", "pump:wrong"));
        Assert.Equal("429", await _site.Post("pump", "simpleenroll", "-u", "pump:wrong"));
        Assert.Equal("identity.failures", Assert.Single(Guarded.Failures.Conditions()).Code);
    }

    private string Token(string device)
    {
        Guarded.Changes.Add(new NewDevice(device) { Generate = "enrolment", Publish = ["plant/{device}/#"], Replace = true });
        return Guarded.Changes.Enrol(device, DeviceChanges.EnrolmentUsual)!;
    }

    private Task<X509Certificate2> Enroll(string device) => _site.Enroll(device, "plant/{device}/#");
}

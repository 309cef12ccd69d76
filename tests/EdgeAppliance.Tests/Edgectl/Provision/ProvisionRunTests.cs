using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class ProvisionRunTests : IDisposable
{
    private const string Secret = "of the broker";

    private readonly ProvisionWorld _world = new();

    public void Dispose() => _world.Dispose();

    private static string Example => File.ReadAllText(Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json"));

    [Fact]
    public void Run_Example_IsTakenOverWhole()
    {
        _world.Put(Example);
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.False(File.Exists(_world.Paths.File));
        Assert.False(File.Exists(_world.Paths.Done));
        Assert.False(_world.Has("provision"));
        Assert.Equal("pump-station-7\n", _world.Read("config/hostname"));
        Assert.Equal(Path.Combine(_world.Paths.ZoneInfo, "Europe/Berlin"), new FileInfo(_world.Paths.At("config/localtime")).LinkTarget);
        Assert.Equal("[Time]\nNTP=ntp.example\n", _world.Read("config/timesyncd.conf"));
        Assert.Contains("Address=192.0.2.7/24\nGateway=192.0.2.1\nDNS=192.0.2.53\n", _world.Read("system/network/50-wired.network"));
        Assert.Contains("DHCP=yes", _world.Read("system/network/50-wireless.network"));
        Assert.Contains("psk=\"correct horse battery\"", _world.Read("config/wpa_supplicant.conf"));
        Assert.StartsWith("ssh-ed25519 AAAA", _world.Read("config/ssh/authorized_keys"));
        Assert.Equal("broker-password:rekorb eht fo", _world.Read("config/credentials/broker-password"));
        Assert.Equal(["broker-password", "enrolment-token", "proxy-password"], _world.CheckedCredentials);
        using var key = ECDsa.Create();
        key.ImportFromPem(_world.Read("state/identity/device.key"));
    }

    [Fact]
    public void Run_Example_MergesTheConfiguration()
    {
        File.WriteAllText(_world.Paths.At("config/appliance.json"), """{ "device": { "id": "unprovisioned", }, /* as it came */ "outbox": { "maxBytes": "2GiB" }, "sources": { "board": { "type": "system" } } }""");
        _world.Put(Example);
        _world.Run();
        using var json = JsonDocument.Parse(_world.Read("config/appliance.json"));
        var root = json.RootElement;
        Assert.Equal("pump-station-7", root.GetProperty("device").GetProperty("id").GetString());
        Assert.Equal("0.0.0.0:8443", root.GetProperty("listen").GetProperty("https").GetString());
        Assert.Equal("127.0.0.1:1883", root.GetProperty("listen").GetProperty("mqtt").GetString());
        Assert.False(root.GetProperty("sources").TryGetProperty("board", out _));
        Assert.Equal("${credential:enrolment-token}", root.GetProperty("certificates").GetProperty("device").GetProperty("password").GetString());
        Assert.Equal("2GiB", root.GetProperty("outbox").GetProperty("maxBytes").GetString());
    }

    [Fact]
    public void Run_Secrets_AreInNoReportAndInTheClearNowhere()
    {
        _world.Put(Example);
        _world.Run();
        foreach (string secret in new[] { Secret, "good-for-one-certificate", "of the proxy" })
        {
            Assert.DoesNotContain(secret, _world.Report);
            Assert.DoesNotContain(_world.Data(), file => file.Value.Contains(secret));
        }
        Assert.DoesNotContain("correct horse battery", _world.Report);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_world.Paths.At("config/wpa_supplicant.conf")));
        Assert.Contains("whoever has the card can open them", _world.Report);
    }

    [Fact]
    public void Run_BoardWithTpm_SaysSo()
    {
        _world.Sealing = SealingKey.Tpm;
        _world.Put(Example);
        _world.Run();
        Assert.Contains("TPM 2.0: no other computer opens them", _world.Report);
    }

    [Fact]
    public void Run_WrongFile_IsLeftWithEveryErrorAndChangesNothing()
    {
        var before = _world.Data();
        _world.Put("""
            { "version": 1, "device": { "id": "a b" },
              "network": { "wifi": { "ssid": "s", "psk": "short", "country": "de" } },
              "sytem": {} }
            """);
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.True(File.Exists(_world.Paths.File));
        Assert.Contains("provision.json:1: device.id: ", _world.Report);
        Assert.Contains("provision.json:2: network.wifi.psk: ", _world.Report);
        Assert.Contains("provision.json:2: network.wifi.country: ", _world.Report);
        Assert.Contains("provision.json:3: sytem: unknown key; did you mean 'system'?", _world.Report);
        Assert.DoesNotContain("short", _world.Report);
        Assert.Equal(before, _world.Data());
    }

    [Fact]
    public void Run_ConfigurationThatTheDaemonRefuses_NamesTheLineOfTheFile()
    {
        _world.Faults = [new ConfigurationFault(17, "sources.pump.type", "there is no driver 'mqqt'")];
        _world.Put("""
            { "version": 1, "device": { "id": "a" },
              "configuration": {
                "sources": { "pump": {
                  "type": "mqqt" } } } }
            """);
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.Contains("provision.json:4: configuration.sources.pump.type: there is no driver 'mqqt'", _world.Report);
        Assert.False(_world.Has("config/appliance.json"));
    }

    [Fact]
    public void Run_SealingFails_KeepsTheFileForTheNextStart()
    {
        _world.SealingFails = "the TPM does not answer";
        _world.Put(Example);
        Assert.Equal(ProvisionCodes.Failed, _world.Run());
        Assert.True(File.Exists(_world.Paths.File));
        Assert.Contains("the TPM does not answer", _world.Report);
        _world.SealingFails = null;
        Assert.Equal(ProvisionCodes.Done, _world.Run());
    }

    [Fact]
    public void Run_Again_SaysWhatChangedAndKeepsTheRest()
    {
        _world.Put(Example);
        _world.Run();
        Directory.CreateDirectory(_world.Paths.At("state/outbox"));
        File.WriteAllText(_world.Paths.At("state/outbox/waiting"), "acknowledged");
        string key = _world.Read("state/identity/device.key"), network = _world.Read("system/network/50-wired.network");
        _world.Put("""{ "version": 1, "system": { "hostName": "pump-8", "timeZone": "Europe/Berlin" }, "credentials": { "broker-password": "another", "llm": "new" } }""");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.Contains("Host name: pump-8 (was: pump-station-7)", _world.Report);
        Assert.Contains("Time zone: Europe/Berlin (as before)", _world.Report);
        Assert.Contains("Credentials: broker-password (replaced), llm", _world.Report);
        Assert.Contains("  Device: pump-station-7", _world.Report);
        Assert.Equal("acknowledged", _world.Read("state/outbox/waiting"));
        Assert.Equal(key, _world.Read("state/identity/device.key"));
        Assert.Equal(network, _world.Read("system/network/50-wired.network"));
    }

    [Fact]
    public void Run_AgainWithLess_TakesAwayWhatIsNoLongerSaid()
    {
        _world.Put(Example);
        _world.Run();
        _world.Put("""{ "version": 1, "network": {}, "ssh": { "authorizedKeys": [] }, "credentials": { "broker-password": null }, "configuration": { "uplinks": null } }""");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        foreach (string gone in new[] { "system/network/50-wired.network", "system/network/50-wireless.network", "config/wpa_supplicant.conf", "config/ssh/authorized_keys", "config/credentials/broker-password", "config/credentials/proxy-password" })
            Assert.False(_world.Has(gone), gone);
        Assert.DoesNotContain("uplinks", _world.Read("config/appliance.json"));
        Assert.Contains("pump-station-7", _world.Read("config/appliance.json"));
    }

    [Fact]
    public void Run_FirstFileWithoutDevice_IsRefused()
    {
        _world.Put("""{ "version": 1, "system": { "hostName": "a" } }""");
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.Contains("the first provision.json names the device", _world.Report);
    }

    [Fact]
    public void Run_SigningRequest_IsCarriedAndTheCertificateTaken()
    {
        _world.Put("""{ "version": 1, "device": { "id": "pump-7" }, "identity": { "request": true, "names": ["pump-7.site", "192.0.2.7"] } }""");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=Site", stranger, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var authority = wanted.CreateSelfSigned(_world.Time.GetUtcNow(), _world.Time.GetUtcNow().AddYears(9));
        var request = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(_world.Paths.SigningRequest), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Equal("CN=pump-7", request.SubjectName.Name);
        using var issued = request.Create(authority, _world.Time.GetUtcNow(), _world.Time.GetUtcNow().AddYears(1), [1]);

        File.WriteAllText(_world.Paths.BroughtCertificate, authority.ExportCertificatePem());
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.Contains("of another key", _world.Report);

        File.WriteAllText(_world.Paths.BroughtCertificate, issued.ExportCertificatePem());
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.False(File.Exists(_world.Paths.BroughtCertificate));
        Assert.False(File.Exists(_world.Paths.SigningRequest));
        using var own = X509Certificate2.CreateFromPemFile(_world.Paths.At("state/identity/device.pem"), _world.Paths.At("state/identity/device.key"));
        Assert.Equal(issued.Thumbprint, own.Thumbprint);
    }

    [Fact]
    public void Run_AnotherDevice_DoesNotShowTheCertificateOfTheOneBefore()
    {
        Run_SigningRequest_IsCarriedAndTheCertificateTaken();
        _world.Put("""{ "version": 1, "device": { "id": "pump-8" } }""");
        _world.Run();
        using var own = X509Certificate2.CreateFromPemFile(_world.Paths.At("state/identity/device.pem"), _world.Paths.At("state/identity/device.key"));
        Assert.Equal("CN=pump-8", own.Subject);
    }

    [Theory]
    [InlineData("factory-reset")]
    [InlineData("factory-reset.txt")]
    public void Run_ResetAskedFor_TakesEverythingAndProvisionsAnew(string request)
    {
        _world.Put(Example);
        _world.Run();
        File.WriteAllText(_world.Paths.At("state/outbox"), "waiting");
        File.WriteAllText(_world.Paths.At("system/systemd/credential.secret"), "host");
        File.WriteAllText(Path.Combine(_world.Paths.Defaults, "appliance.json"), "{}");
        string key = _world.Read("state/identity/device.key");
        File.WriteAllText(Path.Combine(_world.Paths.Boot, request), "");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.Equal(["config/appliance.json"], _world.Data().Keys);
        Assert.False(File.Exists(Path.Combine(_world.Paths.Boot, request)));
        Assert.Contains("as it left the factory", _world.Report);
        _world.Put(Example);
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.NotEqual(key, _world.Read("state/identity/device.key"));
    }

    /// <summary>A file manager makes a folder sooner than an empty file.</summary>
    [Fact]
    public void Run_ResetAskedForByAFolder_TakesEverything()
    {
        _world.Put(Example);
        _world.Run();
        Directory.CreateDirectory(_world.Paths.ResetRequests[0]);
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.Empty(_world.Data());
        Assert.False(Path.Exists(_world.Paths.ResetRequests[0]));
    }

    /// <summary>The board is the same one after it.</summary>
    [Fact]
    public void Run_ResetOfABoardWithAButton_KeepsTheButton()
    {
        Assert.Null(BoardFile.Read(_world.Paths).Button);
        _world.Put("""{ "version": 1, "device": { "id": "a" }, "board": { "resetButton": { "line": "GPIO17", "holdSeconds": 8 }, "display": "128x32" } }""");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.Contains("Board: held for 8 s at the start, the button on GPIO17 resets the device; a display", _world.Report);
        File.WriteAllText(_world.Paths.ResetRequests[0], "");
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.Equal(new BoardWish(new ButtonWish("GPIO17", null, false, TimeSpan.FromSeconds(8)), 4), BoardFile.Read(_world.Paths));
    }

    [Fact]
    public void Run_BoardOfTheImage_IsWhatNothingElseWasSaidOf()
    {
        File.WriteAllText(Path.Combine(_world.Paths.Defaults, "board.json"), """{ "display": "none" } // no display, but relays at its address""");
        Assert.Equal(0, BoardFile.Read(_world.Paths).DisplayLines);
        _world.Put("""{ "version": 1, "device": { "id": "a" }, "board": {} }""");
        _world.Run();
        Assert.Equal(BoardWish.Nothing, BoardFile.Read(_world.Paths));
    }

    [Fact]
    public void Run_HiddenEnding_IsNotPassedOver()
    {
        File.WriteAllText(_world.Paths.File + ".txt", Example);
        Assert.Equal(ProvisionCodes.Refused, _world.Run());
        Assert.Contains("rename it", _world.Report);
        Assert.Empty(_world.Data());
    }

    [Fact]
    public void Run_DamagedPlan_IsReported()
    {
        Directory.CreateDirectory(_world.Paths.Staged);
        File.WriteAllText(Path.Combine(_world.Paths.Staged, "plan.json"), "{\"digest\":");
        Assert.Equal(ProvisionCodes.Failed, _world.Run());
        Assert.Contains("is damaged", _world.Report);
    }

    [Fact]
    public void Run_CardThatCannotBeWritten_ImportsOnceAndSaysSo()
    {
        _world.Put(Example);
        _world.Disk = new ReadOnlyFat(_world.Paths);
        Assert.Equal(ProvisionCodes.FatNotWritten, _world.Run());
        File.WriteAllText(_world.Paths.At("config/hostname"), "changed-by-hand\n");
        Assert.Equal(ProvisionCodes.FatNotWritten, _world.Run());
        Assert.Equal("changed-by-hand\n", _world.Read("config/hostname"));
        _world.Disk = new ProvisionDisk(null);
        Assert.Equal(ProvisionCodes.Done, _world.Run());
        Assert.False(File.Exists(_world.Paths.File));
        Assert.Equal("changed-by-hand\n", _world.Read("config/hostname"));
    }

    [Fact]
    public void Run_ResetOfCardThatCannotBeWritten_DoesNothing()
    {
        _world.Put(Example);
        _world.Run();
        var before = _world.Data();
        File.WriteAllText(_world.Paths.ResetRequests[0], "");
        _world.Disk = new ReadOnlyFat(_world.Paths);
        Assert.Equal(ProvisionCodes.FatNotWritten, _world.Run());
        Assert.Equal(before, _world.Data());
    }

    [Fact]
    public void DryRun_Example_ChangesNothing()
    {
        _world.Put(Example);
        var before = _world.Data();
        var (code, said) = _world.DryRun();
        Assert.Equal(ProvisionCodes.Done, code);
        Assert.Contains(said, line => line.Contains("Host name: pump-station-7"));
        Assert.Equal(before, _world.Data());
        Assert.True(File.Exists(_world.Paths.File));
    }
}

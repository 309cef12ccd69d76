using System.Net;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Tests.Daemon.Identity;

public sealed class DeviceAdmissionTests : IDisposable
{
    private static readonly IPAddress s_here = IPAddress.Loopback;

    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task Judge_RightSecret_IsAdmitted()
    {
        string secret = _guarded.Add("pump");
        var admission = await Judge("pump", secret);
        Assert.Equal((AdmissionVerdict.Admitted, "pump"), (admission.Verdict, admission.Device!.Record.Id));
        Assert.Equal(1, _guarded.Failures.Of(AdmissionVerdict.Admitted));
    }

    [Theory]
    [InlineData("pump", "wrong", nameof(AdmissionVerdict.BadPassword))]
    [InlineData("nobody", "wrong", nameof(AdmissionVerdict.BadPassword))]
    [InlineData("pump", "", nameof(AdmissionVerdict.NoCredential))]
    [InlineData(null, "", nameof(AdmissionVerdict.NoCredential))]
    public async Task Judge_NoRightCredential_IsRefusedAndCounted(string? user, string password, string verdict)
    {
        _guarded.Add("pump");
        Assert.Equal(verdict, (await Judge(user, password)).Verdict.ToString());
        Assert.Equal(1, _guarded.Failures.Of(Enum.Parse<AdmissionVerdict>(verdict)));
    }

    [Fact]
    public async Task Judge_Revoked_OnlyItsHolderLearnsOfIt()
    {
        string secret = _guarded.Add("pump");
        Assert.True(_guarded.Changes.Revoke("pump"));
        Assert.Equal(AdmissionVerdict.Revoked, (await Judge("pump", secret)).Verdict);
        Assert.Equal(AdmissionVerdict.BadPassword, (await Judge("pump", "wrong")).Verdict);
    }

    [Fact]
    public async Task Judge_Expired_IsRefusedAndItsConnectionsEnd()
    {
        string secret = _guarded.Changes.Add(new NewDevice("pump") { Expires = _guarded.Time.GetUtcNow().AddHours(1) })!;
        var device = (await Judge("pump", secret)).Device!;
        _guarded.Registry.EndExpired(_guarded.Time.GetUtcNow());
        Assert.False(device.Ended.IsCancellationRequested);
        _guarded.Time.Advance(TimeSpan.FromHours(1));
        _guarded.Registry.EndExpired(_guarded.Time.GetUtcNow());
        Assert.True(device.Ended.IsCancellationRequested);
        Assert.Equal(AdmissionVerdict.Expired, (await Judge("pump", secret)).Verdict);
    }

    [Theory]
    [InlineData("pump", true)]
    [InlineData("pump:2", true)]
    [InlineData("pump/valve", true)]
    [InlineData("", true)]
    [InlineData("pump2", false)]
    [InlineData("other", false)]
    public async Task Judge_ClientId_IsTheDevices(string clientId, bool isIts)
    {
        string secret = _guarded.Add("pump");
        var admission = await _guarded.Admission.Judge(new DeviceClaim("pump", Encoding.UTF8.GetBytes(secret), clientId, s_here));
        Assert.Equal(isIts ? AdmissionVerdict.Admitted : AdmissionVerdict.WrongClientId, admission.Verdict);
    }

    [Fact]
    public async Task Judge_ChosenPassword_IsCheckedOnceAndKnownFromThenOn()
    {
        _guarded.Changes.Add(new NewDevice("pump") { Password = "correct horse" });
        Assert.Equal(AdmissionVerdict.Admitted, (await Judge("pump", "correct horse")).Verdict);
        for (int i = 0; i < FailureLimiter.FailuresPerWindow + 1; i++) await Judge("nobody", "wrong");
        Assert.Equal(AdmissionVerdict.TooManyFailures, (await Judge("pump", "wrong horse")).Verdict);
        Assert.Equal(AdmissionVerdict.Admitted, (await Judge("pump", "correct horse")).Verdict);
    }

    [Fact]
    public async Task Judge_Flood_IsLimitedReportedAndLeavesTheRightfulAlone()
    {
        string secret = _guarded.Add("pump");
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) Assert.Equal(AdmissionVerdict.BadPassword, (await Judge("pump", "wrong")).Verdict);
        Assert.Empty(_guarded.Failures.Conditions());
        Assert.Equal(AdmissionVerdict.TooManyFailures, (await Judge("pump", "wrong")).Verdict);
        Assert.Equal("identity.failures", Assert.Single(_guarded.Failures.Conditions()).Code);
        Assert.Equal(AdmissionVerdict.Admitted, (await Judge("pump", secret)).Verdict);
        _guarded.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty(_guarded.Failures.Conditions());
        Assert.Equal(AdmissionVerdict.BadPassword, (await Judge("pump", "wrong")).Verdict);
    }

    [Fact]
    public async Task Judge_ReplacedDevice_TakesTheNewSecretOnly()
    {
        string old = _guarded.Add("pump");
        var before = _guarded.Registry.Find("pump")!;
        string secret = _guarded.Changes.Add(new NewDevice("pump") { Replace = true })!;
        Assert.True(before.Ended.IsCancellationRequested);
        Assert.Equal(AdmissionVerdict.BadPassword, (await Judge("pump", old)).Verdict);
        Assert.Equal(AdmissionVerdict.Admitted, (await Judge("pump", secret)).Verdict);
    }

    [Fact]
    public void Add_UnknownTenant_IsRefused()
    {
        _guarded.Tenants.Add("plant");
        Assert.Throws<FormatException>(() => _guarded.Changes.Add(new NewDevice("pump")));
        Assert.NotNull(_guarded.Changes.Add(new NewDevice("pump") { Tenant = "plant" }));
    }

    [Fact]
    public void Load_AfterARestart_KnowsWhatWasStoredAndReportsWhatIsDamaged()
    {
        _guarded.Add("pump");
        _guarded.Add("valve");
        _guarded.Changes.Revoke("valve");
        _guarded.Add("gone");
        _guarded.Changes.Remove("gone");
        File.WriteAllText(Path.Combine(_guarded.Folder.Path, "bad.json"), "{");
        File.Copy(Path.Combine(_guarded.Folder.Path, "pump.json"), Path.Combine(_guarded.Folder.Path, "copy.json"));
        var registry = new DeviceRegistry();
        var folder = new DeviceFolder(_guarded.Folder.Path);
        folder.Load(registry);
        Assert.Equal(["pump", "valve"], registry.All.Select(device => device.Record.Id).Order());
        Assert.Equal(DeviceState.Revoked, registry.Find("valve")!.StateAt(_guarded.Time.GetUtcNow()));
        Assert.Equal(["access.devices.bad", "access.devices.copy"], folder.Conditions.Select(condition => condition.Subject));
    }

    private ValueTask<Admission> Judge(string? user, string password) =>
        _guarded.Admission.Judge(new DeviceClaim(user, Encoding.UTF8.GetBytes(password), "pump", s_here));
}

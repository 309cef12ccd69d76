using EdgeAppliance.Core.Identity;
using EdgeAppliance.Tests.Daemon.Http;

namespace EdgeAppliance.Tests.Edgectl.Devices;

public sealed class DevicesCommandTests
{
    [Fact]
    public async Task Add_WithoutACredential_PrintsTheSecretOnce()
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of("devices", "add", "pump-9", "--publish", "plant/{device}/#", "--subscribe", "a", "--subscribe", "b", "--expires", "2027-01-31T12:00:00Z", "--state", hosted.State.Path);
        Assert.True(run.Code == 0, run.Errors);
        var added = hosted.Appliance.Guarded.Registry.Find("pump-9")!.Record;
        Assert.Equal(["plant/{device}/#"], added.Publish);
        Assert.Equal(["a", "b"], added.Subscribe);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero), added.Expires);
        string secret = run.OutputLines[1].Split(": ")[1];
        Assert.Equal(48, secret.Length);
        Assert.DoesNotContain(secret, File.ReadAllText(Path.Combine(hosted.Appliance.Guarded.Folder.Path, "pump-9.json")));
    }

    [Fact]
    public async Task Add_AgainOrBad_SaysWhyOnOneLine()
    {
        await using var hosted = await HostedAppliance.Start();
        foreach (var (arguments, why) in new (string[], string)[]
        {
            (["pump"], "there is a device 'pump' already"), (["../x"], "an id has"), (["new", "--publish", "a/#/b"], "is no topic filter"), (["new", "--thumbprint", "zz"], "refused"),
            (["new", "--password-file", "/nowhere"], "the password cannot be read"),
        })
        {
            var run = await EdgectlRun.Of(["devices", "add", .. arguments, "--state", hosted.State.Path], "/nowhere");
            Assert.Equal(1, run.Code);
            Assert.Contains(why, Assert.Single(run.ErrorLines));
        }
    }

    [Fact]
    public async Task RevokeRemoveListAndShow_ADevice_DoAsTheySay()
    {
        await using var hosted = await HostedAppliance.Start();
        string state = hosted.State.Path;
        Assert.Equal((0, "pump is revoked\n"), Of(await EdgectlRun.Of("devices", "revoke", "pump", "--state", state)));
        Assert.Contains("revoked", (await EdgectlRun.Of("devices", "list", "--state", state)).OutputLines[1]);
        Assert.Contains("revoked", (await EdgectlRun.Of("devices", "show", "pump", "--state", state)).Output);
        Assert.Contains("\"state\":\"revoked\"", (await EdgectlRun.Of("devices", "--json", "--state", state)).Output);
        Assert.Equal((0, "pump is removed\n"), Of(await EdgectlRun.Of("devices", "remove", "pump", "--state", state)));
        Assert.Contains("no device 'pump'", Assert.Single((await EdgectlRun.Of("devices", "revoke", "pump", "--state", state)).ErrorLines));
        Assert.Equal(1, (await EdgectlRun.Of("devices", "show", "pump", "--state", state)).Code);
    }

    [Fact]
    public async Task List_WithDevicesThatDoNotBehave_ShowsThemAndWhy()
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of("devices", "--state", hosted.State.Path);
        Assert.Contains("2 watched, 0 being learnt, 1 not as they should be, 12 readings not taken", run.Output);
        Assert.Matches(@"pump +plant +pumps +quarantined +12 +1 ?m.*It floods\.", run.Output);
        Assert.DoesNotContain("valve", run.Output.Split("2 watched")[1]);
    }

    [Theory]
    [InlineData("release", "released")]
    [InlineData("quarantine", "quarantined")]
    [InlineData("relearn", "learnt anew")]
    public async Task Act_OnAWatchedDevice_IsDone(string command, string done)
    {
        await using var hosted = await HostedAppliance.Start();
        Assert.Equal((0, $"pump is {done}\n"), Of(await EdgectlRun.Of("devices", command, "pump", "--state", hosted.State.Path)));
        Assert.Equal([$"{command} pump"], hosted.Appliance.Watched);
        Assert.Contains("no device 'other'", Assert.Single((await EdgectlRun.Of("devices", command, "other", "--state", hosted.State.Path)).ErrorLines));
    }

    [Fact]
    public async Task Enroll_AndWhatIsGenerated_ArePrintedOnce()
    {
        await using var hosted = await HostedAppliance.Start();
        string state = hosted.State.Path;
        var registry = hosted.Appliance.Guarded.Registry;
        var enrolled = await EdgectlRun.Of("devices", "enroll", "pump", "--hours", "2", "--state", state);
        Assert.True(enrolled.Code == 0, enrolled.Errors);
        Assert.Equal(48, enrolled.OutputLines[0].Split(": ")[1].Length);
        Assert.Single(registry.Find("pump")!.Record.Credentials.OfType<EnrolmentCredential>());
        Assert.Contains("simpleenroll", (await EdgectlRun.Of("devices", "add", "valve", "--enroll", "--state", state)).Output);
        Assert.Equal("enrolment", Assert.Single(registry.Find("valve")!.Record.Credentials.Select(DeviceFormat.TypeOf)));
        var keyed = await EdgectlRun.Of("devices", "add", "press", "--key", "--token-subject", "client-7", "--state", state);
        string key = keyed.OutputLines[1].Split(": ")[1];
        Assert.Equal(key, System.Text.Encoding.UTF8.GetString(registry.Find("press")!.Record.Credentials.OfType<KeyCredential>().Single().Key));
        Assert.Contains("\"secret\":", (await EdgectlRun.Of("devices", "enroll", "press", "--json", "--state", state)).Output);
        Assert.Contains("no device", Assert.Single((await EdgectlRun.Of("devices", "enroll", "nobody", "--state", state)).ErrorLines));
        Assert.Contains("'hours'", Assert.Single((await EdgectlRun.Of("devices", "enroll", "press", "--hours", "0", "--state", state)).ErrorLines));
        Assert.Equal(2, (await EdgectlRun.Of("devices", "add", "x", "--key", "--enroll", "--state", state)).Code);
    }

    private static (int, string) Of(EdgectlRun run) => (run.Code, run.Output);
}

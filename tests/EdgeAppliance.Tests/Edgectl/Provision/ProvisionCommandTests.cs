using System.Text.Json;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Provision.Make;
using EdgeAppliance.Edgectl.Terminal;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class ProvisionCommandTests : IDisposable
{
    private const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA me";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-make-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Out => Path.Combine(_folder, "provision.json");

    [Fact]
    public async Task Make_Options_GiveAFileThatTheDeviceTakes()
    {
        var run = await EdgectlRun.Of(
            "provision", "make", "--out", Out, "--device", "pump-7", "--tag", "site=north", "--host-name", "pump-7", "--time-zone", "Europe/Berlin", "--time-server", "ntp.example",
            "--wifi", "site-net", "--wifi-password-file", Write("wifi", "correct horse"), "--wifi-country", "DE", "--address", "192.0.2.7/24", "--gateway", "192.0.2.1",
            "--proxy", "http://proxy.example:3128", "--ssh-key", Write("keys", "# mine\n" + PublicKey), "--est", "https://est.example/.well-known/est",
            "--credential", "llm=" + Write("llm", "secret"), "--configuration", Write("sections", """{ "sources": { /* none */ }, }"""), "--console", "0.0.0.0:8443", "--console-token", "me=admin");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Out));
        Assert.Equal(0, (await EdgectlRun.Of("provision", "check", Out)).Code);
        using var json = JsonDocument.Parse(File.ReadAllText(Out));
        var root = json.RootElement;
        string token = root.GetProperty("identity").GetProperty("est").GetProperty("token").GetString()!;
        Assert.StartsWith("edge_", token);
        Assert.Contains($"enrolment token of pump-7, shown this once: {token}", run.Output);
        string console = run.OutputLines.Single(line => line.StartsWith("token of me", StringComparison.Ordinal)).Split(": ")[1];
        Assert.Equal(FreshToken.Sha256(console), root.GetProperty("console").GetProperty("tokens")[0].GetProperty("sha256").GetString());
        Assert.DoesNotContain(console, File.ReadAllText(Out));
        Assert.Equal("secret", root.GetProperty("credentials").GetProperty("llm").GetString());
        Assert.Equal(PublicKey, root.GetProperty("ssh").GetProperty("authorizedKeys")[0].GetString());
    }

    [Fact]
    public async Task Make_WhatTheDeviceWouldRefuse_WritesNothing()
    {
        var run = await EdgectlRun.Of("provision", "make", "--out", Out, "--device", "pump 7", "--wifi", "s");
        Assert.Equal(1, run.Code);
        Assert.Contains("device.id: ", run.Errors);
        Assert.Contains("network.wifi.country: is missing", run.Errors);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void Questions_Answers_MakeAFile()
    {
        var output = new StringWriter();
        var answers = new StringReader($"bad id\npump-7\npump-7\n\nsite-net\nde\nDE\ncorrect horse\n{Write("keys", PublicKey)}\nrequest\n{Write("sections", """{ "sources": { /* none */ }, }""")}\n0.0.0.0:8443\nme\n");
        var told = new List<string>();
        var file = new Questions(answers, new Screen(output, output, colours: false), told.Add).Ask();
        Assert.Equal("pump-7", (string?)file["device"]!["id"]);
        Assert.Equal("correct horse", (string?)file["network"]!["wifi"]!["psk"]);
        Assert.Null(file["system"]!["timeZone"]);
        Assert.Equal("DE", (string?)file["network"]!["wifi"]!["country"]);
        Assert.True((bool)file["identity"]!["request"]!);
        Assert.NotNull(file["configuration"]!["sources"]);
        var token = file["console"]!["tokens"]![0]!;
        Assert.Equal(("me", "admin", FreshToken.Sha256(Assert.Single(told).Split(": ")[1])), ((string?)token["name"], (string?)token["scope"], (string?)token["sha256"]));
    }

    [Fact]
    public async Task Check_WrongFile_NamesItsLines()
    {
        File.WriteAllText(Out, "{\n \"version\": 1,\n \"devise\": {} }");
        var run = await EdgectlRun.Of("provision", "check", Out);
        Assert.Equal(1, run.Code);
        Assert.Contains($"{Out}:3: devise: unknown key; did you mean 'device'?", run.Errors);
    }

    [Fact]
    public async Task Reset_NeedsYes_AndIsDoneByTheNextApply()
    {
        using var world = new ProvisionWorld();
        File.WriteAllText(world.Paths.At("state/outbox"), "x");
        Assert.Equal(1, (await EdgectlRun.Of("provision", "reset", "--data", world.Paths.Data, "--boot", world.Paths.Boot)).Code);
        Assert.Equal(0, (await EdgectlRun.Of("provision", "reset", "--data", world.Paths.Data, "--boot", world.Paths.Boot, "--yes")).Code);
        Assert.True(world.Has("state/outbox"));
        Assert.Equal(ProvisionCodes.Done, world.Run());
        Assert.False(world.Has("state/outbox"));
    }

    [Fact]
    public async Task Button_BoardWithoutOne_IsPassedOver()
    {
        using var world = new ProvisionWorld();
        var run = await EdgectlRun.Of("provision", "button", "--data", world.Paths.Data, "--boot", world.Paths.Boot);
        Assert.Equal((0, "", ""), (run.Code, run.Output, run.Errors));
        Assert.False(world.Has("provision"));
    }

    [Fact]
    public async Task Trouble_IsOnTheCard()
    {
        using var world = new ProvisionWorld();
        var run = await EdgectlRun.Of("provision", "trouble", "It is broken.", "--remedy", "Mend it.", "--data", world.Paths.Data, "--boot", world.Paths.Boot);
        Assert.Equal((0, "It is broken. Mend it.\n"), (run.Code, run.Output));
        Assert.Contains("Result: It is broken.\r\n\r\nDo: Mend it.\r\n", world.Report);
    }

    [Fact]
    public async Task Apply_NothingThere_IsDone()
    {
        using var world = new ProvisionWorld();
        var run = await EdgectlRun.Of("provision", "apply", "--data", world.Paths.Data, "--boot", world.Paths.Boot);
        Assert.Equal((0, "", ""), (run.Code, run.Output, run.Errors));
        Assert.False(File.Exists(world.Paths.Report));
    }

    [ProgramFact(SystemdCreds.Program, "systemd")]
    public void Seal_BySystemd_OpensUnderItsNameAlone()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var made = new SystemdCreds().Seal("llm", "a secret\nof two lines");
        string file = Path.Combine(_folder, "llm");
        File.WriteAllBytes(file, made.Content);
        Assert.Equal("a secret\nof two lines", Flash.CardImage.Tool(SystemdCreds.Program, "decrypt", "--name=edge_llm", file, "-"));
        Assert.Throws<IOException>(() => Flash.CardImage.Tool(SystemdCreds.Program, "decrypt", "--name=edge_other", file, "-"));
        Assert.Equal(File.Exists("/dev/tpmrm0") ? SealingKey.Tpm : SealingKey.Host, made.Key);
    }

    [Fact]
    public void Light_Trouble_BlinksSlowlyAndNeverFails()
    {
        string light = Directory.CreateDirectory(Path.Combine(_folder, "ACT")).FullName;
        new StatusLight(_folder).Trouble();
        Assert.Equal(("timer", "1000", "1000"), (File.ReadAllText(Path.Combine(light, "trigger")), File.ReadAllText(Path.Combine(light, "delay_on")), File.ReadAllText(Path.Combine(light, "delay_off"))));
        new StatusLight(_folder).Alive();
        Assert.Equal("heartbeat", File.ReadAllText(Path.Combine(light, "trigger")));
        new StatusLight("/nowhere").Working();
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text + "\n");
        return file;
    }
}

using System.Diagnostics;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Edgectl;
using EdgeAppliance.Edgectl.Repo.Signers;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Edgectl.Repo;

/// <summary>Keys that the command line never sees: behind a command, and in a token.</summary>
public sealed class SignersTests : IDisposable
{
    private const string SoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-signers-").FullName;

    private string Repository => At("repository");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ProgramFact("/usr/bin/openssl", "openssl")]
    public async Task Publish_TargetsKeyBehindACommand_IsSoundAndNeedsNoSuchKeyAtHand()
    {
        await Init();
        await Shell("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", At("hsm.pem"));
        await Shell("openssl", "ec", "-in", At("hsm.pem"), "-pubout", "-out", At("hsm.pub"));
        await Done("add-key", Repository, "targets", "--keys", At("keys"), "--key", At("hsm.pub"), "--signer", Command());
        foreach (string known in Directory.EnumerateFiles(At("keys"), "targets-*")) File.Delete(known);

        await Done("publish", Repository, "--keys", At("keys"), "--signer", Command(), "--bundle", Bundle);

        Assert.Contains("sound:", await Done("verify", Repository));
    }

    [ProgramFact("/usr/bin/openssl", "openssl")]
    public async Task Publish_CommandAnswersNonsenseOrFails_SaysSoAndChangesNothing()
    {
        await Init();
        await Shell("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", At("hsm.pem"));
        await Shell("openssl", "ec", "-in", At("hsm.pem"), "-pubout", "-out", At("hsm.pub"));
        await Done("add-key", Repository, "targets", "--keys", At("keys"), "--key", At("hsm.pub"));
        foreach (var (command, message) in new[] { ("echo hello", "is no signature"), ("exit 3", "ended with 3"), ("head -c 100000 /dev/zero", "no signature") })
        {
            var run = await EdgectlRun.Of("repo", "publish", Repository, "--keys", At("keys"), "--signer", $"{At("hsm.pub")}={command}", "--bundle", Bundle);

            Assert.Equal(ExitCodes.Failed, run.Code);
            Assert.Contains(message, run.Errors);
        }
        await Done("verify", Repository);
    }

    [ProgramFact("/usr/bin/pkcs11-tool", "opensc softhsm2")]
    public async Task Publish_TargetsKeyInAToken_IsSound()
    {
        if (!File.Exists(SoftHsm)) return;
        Directory.CreateDirectory(At("tokens"));
        File.WriteAllText(At("softhsm2.conf"), $"directories.tokendir = {At("tokens")}\n");
        File.WriteAllText(At("pin"), "4711\n");
        // The token's library reads it in each program that is started here, and no other test starts one.
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", At("softhsm2.conf"));
        await Shell("softhsm2-util", "--init-token", "--free", "--label", "fleet", "--so-pin", "0000", "--pin", "4711");
        await Shell("pkcs11-tool", "--module", SoftHsm, "--token-label", "fleet", "--login", "--pin", "4711", "--keypairgen", "--key-type", "EC:prime256v1", "--label", "targets", "--id", "a1");
        await Init();
        string uri = $"pkcs11:token=fleet;object=targets;id=%a1?module-path={SoftHsm}&pin-source=file:{At("pin")}";

        await Done("add-key", Repository, "targets", "--keys", At("keys"), "--key", uri);
        foreach (string known in Directory.EnumerateFiles(At("keys"), "targets-*")) File.Delete(known);
        await Done("publish", Repository, "--keys", At("keys"), "--signer", uri, "--bundle", Bundle);

        Assert.Contains("sound:", await Done("verify", Repository));
        File.WriteAllText(At("pin"), "9999\n");
        Assert.Equal(ExitCodes.Failed, (await EdgectlRun.Of("repo", "publish", Repository, "--keys", At("keys"), "--signer", uri, "--bundle", Other)).Code);
    }

    [Fact]
    public async Task Timestamp_ItsKeyAlone_RenewsItAndNothingElse()
    {
        await Init();
        Directory.CreateDirectory(At("online"));
        File.Copy(At("keys/timestamp-ecdsa.pem"), At("online/timestamp.pem"));
        string[] before = [.. Directory.EnumerateFiles(At("repository/metadata")).Order()];
        var old = TufTimestamp.Parse(File.ReadAllBytes(At("repository/metadata/timestamp.json")));

        string said = await Done("timestamp", Repository, "--keys", At("online"));

        var now = TufTimestamp.Parse(File.ReadAllBytes(At("repository/metadata/timestamp.json")));
        Assert.Contains("good until", said);
        Assert.Equal((old.Version + 1, old.Snapshot.Version), (now.Version, now.Snapshot.Version));
        Assert.Equal(before, Directory.EnumerateFiles(At("repository/metadata")).Order());
        Assert.Equal(ExitCodes.Failed, (await EdgectlRun.Of("repo", "publish", Repository, "--keys", At("online"), "--bundle", Bundle)).Code);
        await Done("verify", Repository);
    }

    [Theory]
    [InlineData("pkcs11:token=fleet;object=a?module-path=/x.so&pin-source=file:/pin", "/x.so", "fleet", "a", null, "/pin")]
    [InlineData("pkcs11:token=my%20fleet;id=%A1%ff?module-path=/x.so", "/x.so", "my fleet", null, "a1ff", null)]
    public void Parse_Uri_HasItsParts(string text, string module, string token, string? name, string? id, string? pin) =>
        Assert.Equal(new Pkcs11Uri(module, token, name, id, pin), Pkcs11Uri.Parse(text));

    [Theory]
    [InlineData("pkcs11:")]
    [InlineData("pkcs11:token=a;object=b")]
    [InlineData("pkcs11:token=a?module-path=/x")]
    [InlineData("pkcs11:token=a;token=b;object=c?module-path=/x")]
    [InlineData("pkcs11:token=a;object=c?module-path=/x&pin-value=1234")]
    [InlineData("pkcs11:token=a;id=%4?module-path=/x")]
    [InlineData("only-a-file.pem")]
    public void Parse_NoSigner_IsRefused(string text) => Assert.Throws<InvalidDataException>(() => SignerText.Parse(text));

    private static string Bundle => Path.Combine(ProjectReferences.Root, "models/host-anomaly");

    private static string Other => Path.Combine(ProjectReferences.Root, "models/pump-anomaly");

    private string Command() => $"{At("hsm.pub")}=openssl dgst -sha256 -sign {At("hsm.pem")}";

    private Task Init() => Done("init", Repository, "--keys", At("keys"));

    private static async Task<string> Done(params string[] arguments)
    {
        var run = await EdgectlRun.Of(["repo", .. arguments]);
        Assert.True(run.Code == ExitCodes.Done, run.Errors);
        return run.Output;
    }

    private static async Task Shell(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }

    private string At(string name) => Path.Combine(_folder, name);
}

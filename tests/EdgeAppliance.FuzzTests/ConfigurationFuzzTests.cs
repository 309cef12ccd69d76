using System.IO.Pipes;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class ConfigurationFuzzTests(ITestOutputHelper output)
{
    private const string SecretText = "kept-from-every-message";

    private static readonly IReadOnlyList<byte[]> Configurations = Corpus.Of("Configurations");

    private static readonly Mutator Damage = new(Configurations, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e308", "\"${env:KEY}\"", "${env:KEY}", "${", "${credential:../x}", "\\ud800", "\\u0000",
        "//", "/*", "\"type\":", "\"mqtt\"", "\"1e9GiB\"", "\"99999999999d\"", "[::1]:99999", "mqtt://[::1", "mqtts://u:p@h:0", "\"window\"", "\"steps\":", "\"from\":"));

    private static readonly SecretStore Secrets = new(name => name == "KEY" ? SecretText : null);
    private static readonly ConfigContext Context = new(Secrets, _ => new StepCatalog(new StepKind("infer", StepFlow.Windows, StepFlow.Rows, BindInfer)));

    [Fact]
    public void Read_DamagedConfiguration_GivesItOrEveryError() =>
        new Fuzz("configuration", output) { Cases = 10_000 }.Run(Configurations, Damage.Make, Check);

    [Fact]
    public void ReadFile_Pipe_IsReadToItsEnd()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write("""{"device": {"id": "piped"}}"""u8);
        // The shell's <(command) is such a path.
        string path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        using var reader = File.OpenRead(path);
        pipe.Dispose();
        var result = ConfigReader.ReadFile($"/proc/self/fd/{reader.SafeFileHandle.DangerousGetHandle()}", Context);
        Assert.Equal("piped", result.Configuration?.Device.Id);
    }

    private static void Check(byte[] json)
    {
        var result = ConfigReader.Read("appliance.json", json, Context);
        Assert.Equal(result.Configuration is null, result.Errors.Count > 0);
        foreach (var error in result.Errors)
        {
            Assert.True(error.Line >= 1, error.ToString());
            Assert.NotEqual("", error.Text);
            Assert.DoesNotContain(SecretText, error.ToString());
        }
    }

    private static StepFactory BindInfer(StepConfiguration configuration)
    {
        configuration.Text("model", "");
        return _ => throw new NotSupportedException();
    }
}

using EdgeAppliance.Core.Identity;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class DeviceFileFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Files = Corpus.Of("Devices");

    private static readonly Mutator Damage = new(Files, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "4294967296", "\\ud800", "\\u0000", "\"id\":\"..\"", "\"#\"", "\"+/#/+\"", "{device}", "$share/", "\"sha256\":", "\"type\":\"secret\""));

    [Fact]
    public void Read_DamagedFile_GivesADeviceWithinTheLimitsOrSaysWhy() => new Fuzz("device", output) { Cases = 5_000 }.Run(Files, Damage.Make, Check);

    private static void Check(byte[] json)
    {
        DeviceRecord device;
        try
        {
            device = DeviceFormat.Read(json);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
            return;
        }
        Assert.True(DeviceRecord.IsId(device.Id));
        Assert.InRange(device.Credentials.Count, 0, DeviceRecord.CredentialsMax);
        foreach (string pattern in device.Publish.Concat(device.Subscribe)) Assert.True(TopicPattern.IsFilter(pattern.Replace(TopicAcl.DevicePlace, device.Id)));
        Assert.Equal(device.Publish, DeviceFormat.Read(DeviceFormat.Write(device)).Publish);
    }
}

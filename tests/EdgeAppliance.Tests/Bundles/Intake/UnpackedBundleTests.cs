using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Intake;

public sealed class UnpackedBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NoRoomBesideWhatMustBeLeftFree_SaysSoAndLeavesNothing()
    {
        string bundle = TestBundle.Keeping("0.9").WriteTo(Path.Combine(_folder.FullName, "tiny"));
        string scratch = Path.Combine(_folder.FullName, "scratch");
        using (UnpackedBundle.Open(bundle, BundleLimits.Standard, scratch)) Assert.True(File.Exists(Path.Combine(scratch, "model.onnx")));

        var refusal = Assert.Throws<IOException>(() => UnpackedBundle.Open(bundle, BundleLimits.Standard with { FreeBytesMin = long.MaxValue / 2 }, scratch));

        Assert.Contains("There is no room", refusal.Message);
        Assert.False(Directory.Exists(scratch));
    }
}

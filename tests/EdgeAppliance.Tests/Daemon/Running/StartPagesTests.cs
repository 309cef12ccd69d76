using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Daemon.Running;

public sealed class StartPagesTests
{
    /// <summary>The library must run on as before with its pages gone.</summary>
    [Fact]
    public void GiveBack_OfALoadedRuntime_LetsItsCodeGo_AndItRunsOn()
    {
        using var before = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        Assert.True(StartPages.GiveBack() > 1 << 20);
        using var after = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        after.Run();
        before.Run();
    }

    [Fact]
    public void Clean_OfAMap_LeavesOutWhatIsWritableAnonymousOrRelocated()
    {
        string[] smaps =
        [
            .. Mapping("7f0000000000-7f0000100000 r-xp 00000000 08:01 11    /usr/lib/liba.so", resident: 600, own: 0),
            .. Mapping("7f0000100000-7f0000101000 r--p 00100000 08:01 11    /usr/lib/liba.so", resident: 4, own: 4),
            .. Mapping("7f0000101000-7f0000102000 rw-p 00101000 08:01 11    /usr/lib/liba.so", resident: 4, own: 0),
            .. Mapping("7f0000200000-7f0000201000 r--p 00000000 00:00 0 ", resident: 4, own: 0),
            .. Mapping("7ffc00000000-7ffc00001000 r-xp 00000000 00:00 0     [vdso]", resident: 4, own: 0),
            .. Mapping("7f0000300000-7f0000302000 r--p 00000000 08:01 12    /usr/lib/lib b.so", resident: 0, own: 0),
        ];
        Assert.Equal([(unchecked((nint)0x7f0000000000), (nuint)0x100000, 600L << 10)], StartPages.Clean(smaps));
    }

    private static string[] Mapping(string line, int resident, int own) => [line, "Size:  8 kB", $"Rss:   {resident} kB", $"Anonymous:  {own} kB", "Swap:   0 kB", "VmFlags: rd ex mr"];
}

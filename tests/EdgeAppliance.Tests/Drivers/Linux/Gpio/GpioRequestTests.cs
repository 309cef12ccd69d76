using System.Runtime.CompilerServices;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Gpio;

namespace EdgeAppliance.Tests.Drivers.Linux.Gpio;

public sealed unsafe class GpioRequestTests
{
    /// <summary>The sizes stand in the numbers of the kernel's calls, bits 16 to 29 (include/uapi/asm-generic/ioctl.h).</summary>
    [Fact]
    public void Layouts_AreAsLongAsTheKernels()
    {
        Assert.Equal(SizeIn(GpioUapi.GetChipInfo), Unsafe.SizeOf<GpioUapi.ChipInfo>());
        Assert.Equal(SizeIn(GpioUapi.GetLineInfo), Unsafe.SizeOf<GpioUapi.LineInfo>());
        Assert.Equal(SizeIn(GpioUapi.GetLines), Unsafe.SizeOf<GpioUapi.LineRequest>());
        Assert.Equal(SizeIn(GpioUapi.SetValues), Unsafe.SizeOf<GpioUapi.LineValues>());
        Assert.Equal(48, Unsafe.SizeOf<GpioUapi.LineEvent>());
    }

    [Fact]
    public void Of_LinesThatDiffer_HaveTheirAttributes()
    {
        GpioLine[] lines =
        [
            new("a") { Edges = GpioEdges.Both, Bias = GpioBias.Up, IsActiveLow = true, Debounce = TimeSpan.FromMilliseconds(5) },
            new("b") { IsOutput = true, IsInitiallyOn = true },
            new("c") { Edges = GpioEdges.Both, Bias = GpioBias.Up, IsActiveLow = true, Debounce = TimeSpan.FromMilliseconds(5) },
            new("d") { IsOutput = true, Drive = GpioDrive.OpenDrain },
        ];
        var request = GpioRequest.Of([4, 5, 6, 7], lines);
        Assert.Equal((4u, 4u, 7u), (request.Lines, request.Offsets[0], request.Offsets[3]));
        Assert.Equal(GpioUapi.Input | GpioUapi.EdgeRising | GpioUapi.EdgeFalling | GpioUapi.PullUp | GpioUapi.ActiveLow, request.Config.Flags);
        var attributes = new List<(uint, ulong, ulong)>();
        for (int i = 0; i < request.Config.Attributes; i++)
            attributes.Add((request.Config.Attribute[i].Attribute.Id, request.Config.Attribute[i].Attribute.Flags, request.Config.Attribute[i].Mask));
        Assert.Equal(
        [
            (GpioUapi.FlagsAttribute, GpioUapi.Output, 0b0010UL), (GpioUapi.FlagsAttribute, GpioUapi.Output | GpioUapi.OpenDrain, 0b1000UL),
            (GpioUapi.DebounceAttribute, 5000UL, 0b0101UL), (GpioUapi.ValuesAttribute, 0b0010UL, 0b1010UL),
        ], attributes);
    }

    [Fact]
    public void Of_MoreDifferencesThanTheKernelTakes_IsRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => new GpioLine($"l{i}") { Edges = GpioEdges.Rising, Debounce = TimeSpan.FromMilliseconds(i) }).ToArray();
        Assert.Equal(BusFault.Unsupported, Assert.Throws<BusException>(() => GpioRequest.Of(new uint[12], lines)).Fault);
    }

    private static int SizeIn(ulong request) => (int)(request >> 16 & 0x3FFF);
}

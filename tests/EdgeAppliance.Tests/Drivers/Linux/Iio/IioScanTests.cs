using EdgeAppliance.Drivers.Linux.Iio;

namespace EdgeAppliance.Tests.Drivers.Linux.Iio;

public sealed class IioScanTests
{
    private static readonly IioElement s_timestamp = IioElement.Parse("le:s64/64>>0")!;

    /// <summary>The example of Documentation/iio/iio_devbuf.rst in spirit: three axes of two bytes, then the time at a multiple of eight.</summary>
    [Fact]
    public void Decode_ThreeAxes_SkipsThePadding()
    {
        var axis = IioElement.Parse("le:s16/16>>0")!;
        var scan = new IioScan([(2, axis), (0, axis), (1, axis)], s_timestamp);
        Assert.Equal(16, scan.Bytes);
        byte[] bytes = [1, 0, 2, 0, 3, 0, 0xEE, 0xEE, 0x15, 0xCD, 0x5B, 0x07, 0, 0, 0, 0];
        var values = new double[3];
        scan.Decode(bytes, values);
        Assert.Equal([3, 1, 2], values);
        Assert.Equal(123456789, scan.TimestampNs(bytes));
    }

    [Fact]
    public void Bytes_MixedSizes_AlignEachToItself()
    {
        var scan = new IioScan([(0, IioElement.Parse("le:u8/8>>0")!), (1, IioElement.Parse("be:s24/32>>8")!), (2, IioElement.Parse("le:u16/16>>0")!)], s_timestamp);
        Assert.Equal(24, scan.Bytes);
        byte[] bytes = [7, 9, 9, 9, 0xFF, 0xFF, 0xFF, 0, 0x34, 0x12, 9, 9, 9, 9, 9, 9, 5, 0, 0, 0, 0, 0, 0, 0];
        var values = new double[3];
        scan.Decode(bytes, values);
        Assert.Equal([7, -1, 0x1234], values);
        Assert.Equal(5, scan.TimestampNs(bytes));
    }
}

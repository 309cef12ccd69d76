using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Bme280;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Bme280Tests
{
    private const byte Control = 0xF4, HumidityControl = 0xF2, Config = 0xF5, Status = 0xF3;

    /// <summary>The example of BST-BMP280-DS001, section 3.12, whose formulas for temperature and pressure are this chip's too: 25.08 °C and
    /// 100653.27 Pa. Humidity has no example in either; its value here is that of the integer formula in BST-BME280-DS002, section 4.2.3.</summary>
    [Fact]
    public void Read_DatasheetsExample_GivesItsValues()
    {
        using var bench = Bench(Chip(), 1, 0);
        var row = bench.Row();
        Assert.Equal(25.08, row[0], 2);
        Assert.Equal(100653.27, row[1], 0.3);
        Assert.Equal(HumidityByIntegers(0x6E80, 128422), row[2], 0.01);
    }

    [Theory]
    [InlineData(2, 3, 0x49, 2, 0x0C)]
    [InlineData(5, 0, 0xB5, 5, 0x00)]
    public void Begin_Options_AreInTheRegisters(int oversampling, int filter, byte control, byte humidity, byte config)
    {
        var chip = Chip();
        using var bench = Bench(chip, oversampling, filter);
        bench.Read();
        Assert.Equal((control, humidity, config), (chip.Map[Control], chip.Map[HumidityControl], chip.Map[Config]));
        // Changes to humidity's control count only once the other is written (section 5.4.3).
        Assert.True(chip.Log.FindIndex(write => write.Register == HumidityControl) < chip.Log.FindIndex(write => write.Register == Control));
    }

    [Fact]
    public void Read_NotMeasured_IsMissing()
    {
        var chip = Chip();
        chip.Set(0xF7, 0x80, 0, 0, 0x7E, 0xED, 0x00, 0x80, 0);
        using var bench = Bench(chip, 1, 0);
        var row = bench.Row();
        Assert.Equal((false, true, true), (double.IsNaN(row[0]), double.IsNaN(row[1]), double.IsNaN(row[2])));
    }

    [Fact]
    public void Read_NeverDone_IsNotReady()
    {
        var chip = Chip();
        using var bench = Bench(chip, 1, 0);
        chip.Map[Status] = 1 << 3;
        Assert.Equal(BusFault.NotReady, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    [Fact]
    public void Begin_Bmp280_IsRefused()
    {
        var chip = Chip();
        chip.Set(0xD0, 0x58);
        chip.PowerOn();
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => Bench(chip, 1, 0)).Fault);
    }

    internal static ByteRegisters Chip()
    {
        var chip = new ByteRegisters();
        chip.Set(0xD0, 0x60);
        byte[] calibration = [.. new[] { 27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000 }.SelectMany(word => new[] { (byte)word, (byte)(word >> 8) }), 0, 75];
        chip.Set(0x88, calibration);
        // H2 = 370, H3 = 0, H4 = 313, H5 = 50, H6 = 30: a chip's of the usual kind.
        chip.Set(0xE1, 370 & 0xFF, 370 >> 8, 0, 313 >> 4, (313 & 15) | (50 & 15) << 4, 50 >> 4, 30);
        // 415148 and 519888 of twenty bits.
        chip.Set(0xF7, 415148 >> 12, 415148 >> 4 & 255, (415148 & 15) << 4, 519888 >> 12, 519888 >> 4 & 255, (519888 & 15) << 4, 0x6E, 0x80);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(ByteRegisters chip, int oversampling, int filter) =>
        new(new Bme280(new I2cRegisters(chip, SimulatedChips.Place), new Bme280Options(oversampling, filter)));

    // Section 4.2.3, with this test's calibration.
    private static double HumidityByIntegers(int raw, int fine)
    {
        const int h1 = 75, h2 = 370, h3 = 0, h4 = 313, h5 = 50, h6 = 30;
        int x = fine - 76800;
        x = (((raw << 14) - (h4 << 20) - h5 * x + 16384) >> 15) * (((((((x * h6) >> 10) * (((x * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192) >> 14);
        x -= ((((x >> 15) * (x >> 15)) >> 7) * h1) >> 4;
        x = Math.Clamp(x, 0, 419430400);
        return (uint)(x >> 12) / 1024.0;
    }
}

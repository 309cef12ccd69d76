using System.Buffers.Binary;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors.Bme280;

/// <summary>What each chip was given in the factory to correct itself with (BST-BME280-DS002, table 16), and the formulas that use it
/// (section 4.2.3 and appendix 8.1).</summary>
internal sealed class Bme280Calibration
{
    private const byte First = 0x88, Second = 0xE1;
    private const int FirstBytes = 26, SecondBytes = 7;
    private const int NotMeasured20 = 0x80000, NotMeasured16 = 0x8000;

    private readonly double _t1, _t2, _t3;
    private readonly double[] _p = new double[10];
    private readonly double _h1, _h2, _h3, _h4, _h5, _h6;

    /// <param name="first">Registers 0x88 to 0xA1.</param>
    /// <param name="second">Registers 0xE1 to 0xE7.</param>
    public Bme280Calibration(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        _t1 = BinaryPrimitives.ReadUInt16LittleEndian(first);
        _t2 = BinaryPrimitives.ReadInt16LittleEndian(first[2..]);
        _t3 = BinaryPrimitives.ReadInt16LittleEndian(first[4..]);
        _p[1] = BinaryPrimitives.ReadUInt16LittleEndian(first[6..]);
        for (int i = 2; i <= 9; i++) _p[i] = BinaryPrimitives.ReadInt16LittleEndian(first[(4 + 2 * i)..]);
        _h1 = first[25];
        _h2 = BinaryPrimitives.ReadInt16LittleEndian(second);
        _h3 = second[2];
        // Two numbers of twelve bits share a byte.
        _h4 = (sbyte)second[3] << 4 | second[4] & 0x0F;
        _h5 = (sbyte)second[5] << 4 | second[4] >> 4;
        _h6 = (sbyte)second[6];
    }

    public static Bme280Calibration Read(I2cRegisters registers)
    {
        Span<byte> first = stackalloc byte[FirstBytes], second = stackalloc byte[SecondBytes];
        registers.Read(First, first);
        registers.Read(Second, second);
        return new Bme280Calibration(first, second);
    }

    /// <param name="values">Degrees Celsius, pascals, percent; NaN what the chip did not measure.</param>
    public void Convert(int temperature, int pressure, int humidity, Span<double> values)
    {
        double a = (temperature / 16384.0 - _t1 / 1024) * _t2;
        double b = temperature / 131072.0 - _t1 / 8192;
        double fine = a + b * b * _t3;
        bool known = temperature != NotMeasured20;
        values[0] = known ? fine / 5120 : double.NaN;
        values[1] = known && pressure != NotMeasured20 ? Pressure(pressure, fine) : double.NaN;
        values[2] = known && humidity != NotMeasured16 ? Humidity(humidity, fine) : double.NaN;
    }

    private double Pressure(int raw, double fine)
    {
        double a = fine / 2 - 64000;
        double b = a * a * _p[6] / 32768;
        b += a * _p[5] * 2;
        b = b / 4 + _p[4] * 65536;
        a = (_p[3] * a * a / 524288 + _p[2] * a) / 524288;
        a = (1 + a / 32768) * _p[1];
        if (a == 0) return double.NaN; // no calibration
        double pressure = (1048576.0 - raw - b / 4096) * 6250 / a;
        return pressure + (_p[9] * pressure * pressure / 2147483648 + pressure * _p[8] / 32768 + _p[7]) / 16;
    }

    private double Humidity(int raw, double fine)
    {
        double a = fine - 76800;
        double humidity = (raw - (_h4 * 64 + _h5 / 16384 * a)) * (_h2 / 65536 * (1 + _h6 / 67108864 * a * (1 + _h3 / 67108864 * a)));
        return Math.Clamp(humidity * (1 - _h1 * humidity / 524288), 0, 100);
    }
}

using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Serial;

public sealed class SerialPortTests
{
    private static readonly SerialSettings s_settings = new(115200, 8, SerialParity.None, 1);

    /// <summary>Every byte comes through: no echo, no line editing, no flow control, no signals.</summary>
    [Fact]
    public void ReadAndWrite_EveryByte_ComesThrough()
    {
        using var far = new PseudoTerminal();
        using var port = new SerialPort(far.Path, s_settings, CancellationToken.None);
        byte[] every = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        far.Send(every);
        var got = new List<byte>();
        byte[] buffer = new byte[100];
        while (got.Count < every.Length) got.AddRange(buffer[..port.Read(buffer, HeldSink.Patience)]);
        Assert.Equal(every, got);
        port.Write(every);
        Assert.Equal(every, System.Text.Encoding.Latin1.GetBytes(far.Receive(256)));
        Assert.Equal(0, port.Read(buffer, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void Open_OtherRates_AreTaken()
    {
        using var far = new PseudoTerminal();
        foreach (int baud in new[] { 50, 1200, 19200, 250_000, 3_000_000 }) new SerialPort(far.Path, s_settings with { Baud = baud }, CancellationToken.None).Dispose();
        Assert.Equal(11.0 / 19200, new SerialSettings(19200, 8, SerialParity.Even, 1).ByteTime.TotalSeconds, 6);
    }

    [Fact]
    public void Open_NoSuchPort_SaysSo()
    {
        var fault = Assert.Throws<BusException>(() => new SerialPort("/dev/ttyNOWHERE", s_settings, CancellationToken.None));
        Assert.Equal((BusFault.Unplugged, true), (fault.Fault, fault.Message.StartsWith("Serial port: /dev/ttyNOWHERE", StringComparison.Ordinal)));
    }

    [Fact]
    public void Open_NoTerminal_SaysSo() => Assert.Equal(BusFault.Unsupported, Assert.Throws<BusException>(() => new SerialPort("/dev/null", s_settings, CancellationToken.None)).Fault);

    [Fact]
    public void Read_FarEndGoesAway_SaysSo()
    {
        var far = new PseudoTerminal();
        using var port = new SerialPort(far.Path, s_settings, CancellationToken.None);
        far.Dispose();
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => port.Read(new byte[10], HeldSink.Patience)).Fault);
    }

    [Fact]
    public void Read_Stop_EndsTheWait()
    {
        using var far = new PseudoTerminal();
        using var stop = new CancellationTokenSource();
        using var port = new SerialPort(far.Path, s_settings, stop.Token);
        stop.Cancel();
        Assert.Equal(0, port.Read(new byte[10], Timeout.InfiniteTimeSpan));
    }
}

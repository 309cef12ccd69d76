using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A serial port of the board, or of an adapter, through the kernel's terminals.</summary>
internal sealed unsafe class SerialPort : ByteLink
{
    private const int TryAgain = 11, InputOutput = 5; // EAGAIN, EIO: hung up

    private readonly SafeFileHandle _file;
    private readonly SerialSettings _settings;
    private readonly WakeFile _wake = new();
    private readonly CancellationTokenRegistration _stops;

    /// <exception cref="BusException">It is not there, not for us, or cannot do what is asked.</exception>
    public SerialPort(string path, SerialSettings settings, CancellationToken stop)
    {
        Place = path;
        _settings = settings;
        _file = DeviceFile.Open(path, "Serial port", nonBlocking: true);
        try
        {
            SetUp();
        }
        catch (BusException)
        {
            _file.Dispose();
            _wake.Dispose();
            throw;
        }
        _stops = stop.UnsafeRegister(static wake => ((WakeFile)wake!).Set(), _wake);
    }

    public override string Place { get; }

    public override TimeSpan ByteTime => _settings.ByteTime;

    public static LinkOpener Opener(string path, SerialSettings settings) => (_, stop) => new SerialPort(path, settings, stop);

    public override int Read(Span<byte> bytes, TimeSpan timeout)
    {
        if (!_wake.WaitFor(_file, timeout)) return 0;
        nint read;
        fixed (byte* buffer = bytes) read = Kernel.Read(_file, buffer, bytes.Length);
        if (read > 0) return (int)read;
        if (read < 0 && Marshal.GetLastPInvokeError() == TryAgain) return 0;
        throw Gone(read == 0 ? "the port is gone" : Text());
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* buffer = bytes) written = Kernel.Write(_file, buffer, bytes.Length);
            // The kernel keeps some thousand bytes, more than any request.
            if (written <= 0) throw Gone(Text());
            bytes = bytes[(int)written..];
        }
    }

    public override void Dispose()
    {
        _stops.Dispose();
        _file.Dispose();
        _wake.Dispose();
    }

    private void SetUp()
    {
        Check(Kernel.Ioctl(_file, SerialUapi.TakeExclusively, 0L));
        var termios = new SerialUapi.Termios();
        Check(Kernel.Ioctl(_file, SerialUapi.GetTermios, &termios));
        // Bytes as they come: no lines, echoes, signals or flow control. What fails its parity is dropped, and the checksum tells.
        termios.Input = SerialUapi.IgnoreBreak | (_settings.Parity == SerialParity.None ? 0 : SerialUapi.CheckParity | SerialUapi.IgnoreParityErrors);
        termios.Output = termios.Local = 0;
        termios.Control = Control;
        termios.InputBaud = termios.OutputBaud = (uint)_settings.Baud;
        for (int i = 0; i < 19; i++) termios.Characters[i] = 0;
        termios.Characters[SerialUapi.ReadLeast] = 1;
        Check(Kernel.Ioctl(_file, SerialUapi.SetTermios, &termios));
        Check(Kernel.Ioctl(_file, SerialUapi.GetTermios, &termios));
        // The driver takes the nearest rate that it can; two percent apart bytes are still read.
        if (Math.Abs((double)termios.OutputBaud - _settings.Baud) > _settings.Baud * 0.02)
            throw new BusException(BusFault.Unsupported, $"{Place}: the port cannot do {_settings.Baud} bit/s, the nearest is {termios.OutputBaud}.");
        if (_settings.IsRs485) SetRs485();
        Check(Kernel.Ioctl(_file, SerialUapi.Flush, SerialUapi.FlushBoth));
    }

    private uint Control => SerialUapi.Receive | SerialUapi.IgnoreModem | SerialUapi.RateIsNumber
        | (_settings.DataBits == 7 ? SerialUapi.SevenBits : SerialUapi.EightBits)
        | (_settings.StopBits == 2 ? SerialUapi.TwoStopBits : 0)
        | (_settings.Parity == SerialParity.None ? 0 : SerialUapi.HasParity)
        | (_settings.Parity == SerialParity.Odd ? SerialUapi.OddParity : 0);

    private void SetRs485()
    {
        var rs485 = new SerialUapi.Rs485 { Flags = SerialUapi.Rs485On | SerialUapi.Rs485RtsWhileSending };
        Check(Kernel.Ioctl(_file, SerialUapi.SetRs485, &rs485));
    }

    private void Check(int result)
    {
        if (result >= 0) return;
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(errno == InputOutput ? BusFault.Unplugged : BusFaults.OfError(errno), $"{Place}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    private static string Text() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}

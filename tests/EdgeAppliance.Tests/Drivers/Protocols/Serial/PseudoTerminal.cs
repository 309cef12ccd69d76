using System.Text;
using EdgeAppliance.Drivers.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Tests.Drivers.Protocols.Serial;

/// <summary>The far end of a serial port: what is opened at <see cref="Path"/> behaves as one (pty(7)).</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    private const ulong Lock = 0x40045431, Number = 0x80045430;
    private const int ReadWrite = 2, NoControllingTerminal = 0x100;

    private readonly SafeFileHandle _file = new(Kernel.Open("/dev/ptmx", ReadWrite | NoControllingTerminal), ownsHandle: true);

    private readonly WakeFile _wake = new();

    public PseudoTerminal()
    {
        int unlocked = 0, number = 0;
        Assert.Equal(0, Kernel.Ioctl(_file, Lock, &unlocked));
        Assert.Equal(0, Kernel.Ioctl(_file, Number, &number));
        Path = $"/dev/pts/{number}";
    }

    public string Path { get; }

    public void Send(string latin) => Send(Encoding.Latin1.GetBytes(latin));

    public void Send(byte[] bytes)
    {
        fixed (byte* buffer = bytes) Assert.Equal(bytes.Length, Kernel.Write(_file, buffer, bytes.Length));
    }

    /// <summary>Waits for as many bytes.</summary>
    public string Receive(int count)
    {
        var all = new byte[count];
        for (int got = 0; got < count;)
        {
            Assert.True(_wake.WaitFor(_file, HeldSink.Patience));
            nint read;
            fixed (byte* buffer = all) read = Kernel.Read(_file, buffer + got, count - got);
            Assert.True(read > 0);
            got += (int)read;
        }
        return Encoding.Latin1.GetString(all);
    }

    public void Dispose()
    {
        _file.Dispose();
        _wake.Dispose();
    }
}

using System.Buffers.Binary;
using System.Device.I2c;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Buses;

/// <summary>A chip's registers over I2C: a pointer byte, then data, most significant byte first unless said otherwise. What the
/// bus reports comes out as a <see cref="BusException"/>; nothing is allocated where it reports nothing.</summary>
internal sealed class I2cRegisters(I2cDevice device, I2cPlace place) : IDisposable
{
    private const int WriteBytesMax = 33; // a block of SMBus and its pointer

    public I2cPlace Place => place;

    public byte Read8(byte register)
    {
        Span<byte> value = stackalloc byte[1];
        Read(register, value);
        return value[0];
    }

    public ushort Read16(byte register)
    {
        Span<byte> value = stackalloc byte[2];
        Read(register, value);
        return BinaryPrimitives.ReadUInt16BigEndian(value);
    }

    public short ReadSigned16(byte register) => (short)Read16(register);

    /// <summary>Reads on from a register, as many bytes as fit.</summary>
    public void Read(byte register, Span<byte> values) => Exchange([register], values);

    public void Write8(byte register, byte value) => Write([register, value]);

    public void Write16(byte register, ushort value) => Write([register, (byte)(value >> 8), (byte)value]);

    /// <summary>Writes a register's pointer and what follows it.</summary>
    public void Write(byte register, ReadOnlySpan<byte> values)
    {
        Span<byte> all = stackalloc byte[WriteBytesMax];
        all[0] = register;
        values.CopyTo(all[1..]);
        Write(all[..(values.Length + 1)]);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            device.Write(bytes);
        }
        catch (IOException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>Reads without naming a register.</summary>
    public void Read(Span<byte> values)
    {
        try
        {
            device.Read(values);
        }
        catch (IOException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>Writes, then reads behind a repeated start.</summary>
    public void Exchange(ReadOnlySpan<byte> written, Span<byte> read)
    {
        try
        {
            device.WriteRead(written, read);
        }
        catch (IOException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>Refuses a chip whose identity is another.</summary>
    public void Expect(byte register, byte identity, string chip)
    {
        byte found = Read8(register);
        if (found != identity) throw WrongChip(chip, $"0x{identity:x2}", $"0x{found:x2}");
    }

    public BusException WrongChip(string chip, string identity, string found) =>
        new(BusFault.WrongChip, $"What answers at {place} is no {chip}: its identity is {found}, not {identity}.");

    public BusException BadChecksum() => new(BusFault.Checksum, $"What {place} sent does not fit its checksum.");

    public BusException NotReady(string what) => new(BusFault.NotReady, $"{place} was not done in time with {what}.");

    public void Dispose() => device.Dispose();

    private BusException Fault(IOException e)
    {
        if (e is BusException known) return known;
        // The package puts the kernel's number into its text alone; the last call's number is still this thread's.
        int errno = Marshal.GetLastPInvokeError();
        var fault = BusFaults.OfError(errno);
        return new BusException(fault, $"{place}: {(fault == BusFault.NoAnswer ? "nobody answers" : Marshal.GetPInvokeErrorMessage(errno))}.", e);
    }
}

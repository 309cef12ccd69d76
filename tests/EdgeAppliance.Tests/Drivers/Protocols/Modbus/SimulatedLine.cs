using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>A line of TCP or of a serial port with simulated devices on it.</summary>
internal sealed class SimulatedLine(bool isRtu) : ByteLink
{
    private readonly Queue<byte[]> _coming = new();

    public Dictionary<byte, SimulatedDevice> Devices { get; } = [];

    /// <summary>Makes what really comes of an answer's frame: nothing, others before it, a damaged one.</summary>
    public Func<byte[], IEnumerable<byte[]>> Distort { get; set; } = frame => [frame];

    /// <summary>Bytes that one read gives at most.</summary>
    public int PieceBytes { get; set; } = 1024;

    /// <summary>What is sent comes back before the answer.</summary>
    public bool Echoes { get; set; }

    public bool IsBroken { get; set; }

    public bool IsDisposed { get; private set; }

    public override string Place => "line";

    public static byte[] TcpFrame(int transaction, byte unit, params byte[] pdu) =>
        [(byte)(transaction >> 8), (byte)transaction, 0, 0, (byte)((pdu.Length + 1) >> 8), (byte)(pdu.Length + 1), unit, .. pdu];

    public static byte[] RtuFrame(byte unit, params byte[] pdu)
    {
        int crc = Crc([unit, .. pdu]);
        return [unit, .. pdu, (byte)crc, (byte)(crc >> 8)];
    }

    public override int Read(Span<byte> bytes, TimeSpan timeout)
    {
        if (IsBroken) throw Gone("broken");
        if (_coming.Count == 0) return 0;
        byte[] next = _coming.Peek();
        int count = Math.Min(Math.Min(next.Length, bytes.Length), PieceBytes);
        next.AsSpan(0, count).CopyTo(bytes);
        _coming.Dequeue();
        if (count == next.Length) return count;
        var rest = _coming.ToArray();
        _coming.Clear();
        _coming.Enqueue(next[count..]);
        foreach (byte[] frame in rest) _coming.Enqueue(frame);
        return count;
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsBroken) throw Gone("broken");
        byte unit = bytes[isRtu ? 0 : 6];
        byte[] pdu = (isRtu ? bytes[1..^2] : bytes[7..]).ToArray();
        if (isRtu) Assert.Equal(bytes.ToArray(), RtuFrame(unit, pdu));
        else Assert.Equal(bytes.ToArray(), TcpFrame(bytes[0] << 8 | bytes[1], unit, pdu));
        if (Echoes) _coming.Enqueue(bytes.ToArray());
        if (!Devices.TryGetValue(unit, out var device) || device.IsSilent) return;
        byte[] answer = device.Answer(pdu);
        foreach (byte[] frame in Distort(isRtu ? RtuFrame(unit, answer) : TcpFrame(bytes[0] << 8 | bytes[1], unit, answer))) _coming.Enqueue(frame);
    }

    public void Come(byte[] bytes) => _coming.Enqueue(bytes);

    public override void Dispose() => IsDisposed = true;

    // Bit by bit, as the specification's flow chart has it.
    private static int Crc(byte[] bytes)
    {
        int crc = 0xFFFF;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
        }
        return crc;
    }
}

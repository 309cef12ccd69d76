using System.Buffers.Binary;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>A device's registers and what it answers, written from the specification and not from the code under test.</summary>
internal sealed class SimulatedDevice
{
    /// <summary>Registers by table (3, 4) and address; others are refused with 2.</summary>
    public Dictionary<(int Table, int Address), ushort> Registers { get; } = [];

    /// <summary>Bits by table (1, 2) and address.</summary>
    public Dictionary<(int Table, int Address), bool> Bits { get; } = [];

    /// <summary>What the next requests are refused with, in turn; 0 lets one through.</summary>
    public Queue<byte> Errors { get; } = new();

    /// <summary>What every request is refused with.</summary>
    public byte ErrorAlways { get; set; }

    public bool IsSilent { get; set; }

    public List<byte[]> Requests { get; } = [];

    /// <summary>Fills the holding and the input registers with their address.</summary>
    public SimulatedDevice With(int first, int count)
    {
        for (int address = first; address < first + count; address++)
        {
            Registers[(3, address)] = Registers[(4, address)] = (ushort)address;
            Bits[(1, address)] = Bits[(2, address)] = address % 3 == 0;
        }
        return this;
    }

    public byte[] Answer(byte[] pdu)
    {
        lock (Requests) Requests.Add(pdu);
        byte error = ErrorAlways != 0 ? ErrorAlways : Errors.Count > 0 ? Errors.Dequeue() : (byte)0;
        if (error != 0) return [(byte)(pdu[0] | 0x80), error];
        int address = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(1)), value = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(3));
        return pdu[0] switch
        {
            1 or 2 => ReadBits(pdu[0], address, value),
            3 or 4 => ReadRegisters(pdu[0], address, value),
            5 => Write(pdu, () => Bits[(1, address)] = value == 0xFF00),
            6 => Write(pdu, () => Registers[(3, address)] = (ushort)value),
            15 => Write(pdu, () => { for (int i = 0; i < value; i++) Bits[(1, address + i)] = (pdu[6 + i / 8] >> i % 8 & 1) == 1; }),
            16 => Write(pdu, () => { for (int i = 0; i < value; i++) Registers[(3, address + i)] = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(6 + i * 2)); }),
            _ => [(byte)(pdu[0] | 0x80), 1],
        };
    }

    private static byte[] Write(byte[] pdu, Action write)
    {
        write();
        return pdu[..5];
    }

    private byte[] ReadRegisters(byte table, int address, int count)
    {
        if (count is 0 or > 125) return [(byte)(table | 0x80), 3];
        byte[] answer = [table, (byte)(count * 2), .. new byte[count * 2]];
        for (int i = 0; i < count; i++)
        {
            if (!Registers.TryGetValue((table, address + i), out ushort value)) return [(byte)(table | 0x80), 2];
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2 + i * 2), value);
        }
        return answer;
    }

    private byte[] ReadBits(byte table, int address, int count)
    {
        if (count is 0 or > 2000) return [(byte)(table | 0x80), 3];
        byte[] answer = [table, (byte)((count + 7) / 8), .. new byte[(count + 7) / 8]];
        for (int i = 0; i < count; i++)
        {
            if (!Bits.TryGetValue((table, address + i), out bool value)) return [(byte)(table | 0x80), 2];
            if (value) answer[2 + i / 8] |= (byte)(1 << i % 8);
        }
        return answer;
    }
}

using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Requests and answers without what the line puts around them (MODBUS Application Protocol V1.1b3, section 6).</summary>
internal static class ModbusPdu
{
    public const int BytesMax = 253;

    public const int RegistersMax = 125, BitsMax = 2000;

    private const int ErrorFlag = 0x80;
    private const int WriteAnswerBytes = 5, ReadHeadBytes = 2;
    private const ushort CoilOn = 0xFF00;

    public static int Read(Span<byte> pdu, ModbusTable table, int address, int count) => Head(pdu, (byte)table, address, count);

    public static int WriteCoil(Span<byte> pdu, int address, bool isOn) => Head(pdu, (byte)ModbusFunction.WriteCoil, address, isOn ? CoilOn : 0);

    /// <param name="value">Two bytes.</param>
    public static int WriteRegister(Span<byte> pdu, int address, ReadOnlySpan<byte> value) =>
        Head(pdu, (byte)ModbusFunction.WriteRegister, address, BinaryPrimitives.ReadUInt16BigEndian(value));

    /// <param name="packed">Eight coils a byte, the first one lowest.</param>
    public static int WriteCoils(Span<byte> pdu, int address, int count, ReadOnlySpan<byte> packed) =>
        Values(pdu, Head(pdu, (byte)ModbusFunction.WriteCoils, address, count), packed);

    /// <param name="values">Two bytes a register.</param>
    public static int WriteRegisters(Span<byte> pdu, int address, ReadOnlySpan<byte> values) =>
        Values(pdu, Head(pdu, (byte)ModbusFunction.WriteRegisters, address, values.Length / 2), values);

    /// <returns>Bytes of the answer where the request is done; where it is refused it is two.</returns>
    public static int AnswerBytes(ReadOnlySpan<byte> request)
    {
        if (request[0] > (byte)ModbusTable.Input) return WriteAnswerBytes;
        int count = BinaryPrimitives.ReadUInt16BigEndian(request[3..]);
        return ReadHeadBytes + (IsOfBits((ModbusTable)request[0]) ? (count + 7) / 8 : count * 2);
    }

    /// <returns>Whether this can be the request's answer, a refusal included.</returns>
    public static bool IsAnswer(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer)
    {
        if (IsRefusal(request, answer)) return answer.Length == 2 && answer[1] != 0;
        if (answer.Length != AnswerBytes(request) || answer[0] != request[0]) return false;
        // A write is told back: its address, and its value or how many.
        return request[0] <= (byte)ModbusTable.Input ? answer[1] == answer.Length - ReadHeadBytes : answer[1..].SequenceEqual(request[1..WriteAnswerBytes]);
    }

    public static ModbusError ErrorOf(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer) =>
        IsRefusal(request, answer) ? (ModbusError)answer[1] : ModbusError.None;

    /// <summary>What was read: two bytes a register, or eight bits a byte.</summary>
    public static ReadOnlySpan<byte> Values(ReadOnlySpan<byte> answer) => answer[ReadHeadBytes..];

    public static bool IsOfBits(ModbusTable table) => table <= ModbusTable.Discrete;

    private static bool IsRefusal(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer) => answer.Length >= 2 && answer[0] == (request[0] | ErrorFlag);

    private static int Head(Span<byte> pdu, byte function, int address, int value)
    {
        pdu[0] = function;
        BinaryPrimitives.WriteUInt16BigEndian(pdu[1..], (ushort)address);
        BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)value);
        return WriteAnswerBytes;
    }

    private static int Values(Span<byte> pdu, int head, ReadOnlySpan<byte> values)
    {
        pdu[head] = (byte)values.Length;
        values.CopyTo(pdu[(head + 1)..]);
        return head + 1 + values.Length;
    }
}

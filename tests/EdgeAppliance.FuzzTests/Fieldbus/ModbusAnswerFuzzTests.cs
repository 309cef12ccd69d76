using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Fieldbus;

/// <summary>Damaged answers: what is taken is an answer to the request, and all else is a fault of the bus.</summary>
public sealed class ModbusAnswerFuzzTests(ITestOutputHelper output)
{
    private const byte Unit = 5;

    private static readonly byte[][] s_requests = [[3, 0, 2, 0, 2], [1, 0, 0, 0, 20], [6, 0, 1, 0, 7], [16, 0, 1, 0, 1, 2, 0, 7]];
    private static readonly byte[][] s_answers = [[3, 4, 0, 2, 0, 3], [1, 3, 1, 2, 3], [6, 0, 1, 0, 7], [16, 0, 1, 0, 1], [0x83, 2], [0x86, 4]];

    [Fact]
    public void TcpFraming_DamagedAnswers_TakesOnlyAnswers() => Run("modbus-tcp", [.. s_answers.Select(Tcp)], link => new TcpFraming(link, TimeProvider.System));

    [Fact]
    public void RtuFraming_DamagedAnswers_TakesOnlyAnswers() => Run("modbus-rtu", [.. s_answers.Select(Rtu)], link => new RtuFraming(link, TimeProvider.System));

    private void Run(string target, byte[][] frames, Func<DamagedLink, ModbusFraming> make)
    {
        var damage = new Mutator(frames, frames);
        new Fuzz(target, output) { Cases = 4000, AllocatedBytesMax = 1 << 20 }.Run(frames, damage.Make, bytes =>
        {
            byte[] answer = new byte[ModbusPdu.BytesMax];
            foreach (byte[] request in s_requests)
            {
                using var framing = make(new DamagedLink(bytes, isAnswer: true));
                try
                {
                    int length = framing.Exchange(Unit, request, answer, TimeSpan.FromMinutes(10));
                    Assert.True(ModbusPdu.IsAnswer(request, answer.AsSpan(0, length)));
                }
                catch (BusException e)
                {
                    Assert.True(e.Fault is BusFault.NoAnswer or BusFault.Checksum);
                }
            }
        });
    }

    // A client's first transaction is 1.
    private static byte[] Tcp(byte[] pdu) => [0, 1, 0, 0, 0, (byte)(pdu.Length + 1), Unit, .. pdu];

    private static byte[] Rtu(byte[] pdu)
    {
        ushort crc = ModbusCrc.Of([Unit, .. pdu]);
        return [Unit, .. pdu, (byte)crc, (byte)(crc >> 8)];
    }
}

using System.ComponentModel;
using System.Diagnostics;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Edgectl.Repo.Signers;

/// <summary>Asks a program that holds a private key: the bytes to be signed on its input, the signature on its output, in bytes. Of ECDSA
/// both forms are taken, DER and two numbers of 32 bytes each as PKCS #11 has it. What does not verify is not taken for a signature.</summary>
internal sealed class CommandSigner(TufKey key, string program, IReadOnlyList<string> arguments) : TufSigner
{
    private const int OutputBytesMax = 64 << 10;
    private const int PlainEcdsaBytes = 64;

    /// <summary>Somebody may have to type a PIN, or to touch the token.</summary>
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(5);

    public override TufKey Key => key;

    /// <summary>What it finds in its environment beside what this process has.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is given of what is to be signed.</summary>
    public Func<byte[], byte[]> Given { get; init; } = message => message;

    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] bytes = message.ToArray();
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        byte[] signature = Ask(start, Given(bytes)).GetAwaiter().GetResult();
        if (key.Verifies(bytes, signature)) return signature;
        if (signature.Length == PlainEcdsaBytes && Der(signature) is { } der && key.Verifies(bytes, der)) return der;
        throw new IOException($"what {program} answered, {signature.Length} bytes, is no signature by the key {key.Id[..16]}");
    }

    /// <returns>What it wrote to its output.</returns>
    /// <exception cref="IOException">It cannot be run, failed, or did not end in time.</exception>
    internal static async Task<byte[]> Ask(ProcessStartInfo start, byte[] message)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        string program = start.FileName;
        using var limit = new CancellationTokenSource(s_within, TimeProvider.System);
        try
        {
            using var process = Process.Start(start)!;
            using var end = limit.Token.Register(process.Kill);
            var output = ReadAll(process.StandardOutput.BaseStream, limit.Token);
            await Give(process, message, limit.Token);
            byte[] answer = await output;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? answer : throw new IOException($"{program} did not sign: it ended with {process.ExitCode}");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} cannot be run: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"{program} did not sign within {s_within.TotalMinutes:0} min", e);
        }
    }

    private static async Task Give(Process process, byte[] message, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(message, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without having read it all: its exit code says why.
        }
    }

    private static async Task<byte[]> ReadAll(Stream output, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await output.ReadAsync(buffer, stop) is var read && read > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > OutputBytesMax) throw new IOException($"more than {OutputBytesMax} bytes came, which are no signature");
        }
        return bytes.ToArray();
    }

    /// <summary>RFC 3279, section 2.2.3: a sequence of two integers.</summary>
    private static byte[] Der(byte[] plain)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(TrimZeros(plain.AsSpan(0, PlainEcdsaBytes / 2)));
            writer.WriteIntegerUnsigned(TrimZeros(plain.AsSpan(PlainEcdsaBytes / 2)));
        }
        return writer.Encode();
    }

    private static ReadOnlySpan<byte> TrimZeros(ReadOnlySpan<byte> number)
    {
        int zeros = 0;
        while (zeros < number.Length - 1 && number[zeros] == 0) zeros++;
        return number[zeros..];
    }
}

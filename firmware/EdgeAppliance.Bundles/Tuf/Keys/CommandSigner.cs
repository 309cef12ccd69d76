using System.Diagnostics;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>A key that a program holds, as a card or a cloud's key service does: the message goes to its standard input, and its standard
/// output is the signature, in bytes.</summary>
/// <param name="program">With its arguments; not a shell's line.</param>
public sealed class CommandSigner(TufKey key, IReadOnlyList<string> program) : TufSigner
{
    private const int SignatureBytesMax = 16 << 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public override TufKey Key => key;

    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new IOException($"'{program[0]}' cannot be started.");
        using (var input = process.StandardInput.BaseStream) input.Write(message);
        var signature = Sources.BoundedRead.All(process.StandardOutput.BaseStream, program[0], SignatureBytesMax, CancellationToken.None);
        if (!signature.Wait(s_patience) || !process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"'{program[0]}' did not sign within {s_patience.TotalSeconds:0} s.");
        }
        if (process.ExitCode != 0) throw new IOException($"'{program[0]}' did not sign: it ended with {process.ExitCode}.");
        return signature.Result;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary><c>systemd-creds encrypt --with-key=auto</c>: a TPM 2.0 and the host's key where there is one, else the host's key alone.</summary>
internal sealed class SystemdCreds : ICredentialSealer
{
    public const string Program = "/usr/bin/systemd-creds";

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);

    /// <summary>CRED_AES256_GCM_BY_HOST and CRED_AES256_GCM_BY_NULL of systemd's sd-id128 ids, with which a credential begins; all others need a TPM.</summary>
    private static readonly byte[] s_byHost = Convert.FromHexString("5a1c6a86df9d4096b1d5a65e0862f19a"), s_byNothing = Convert.FromHexString("058469daf6f54324800549da0f8ea2fb");

    public SealedCredential Seal(string name, string secret)
    {
        byte[] content = Encrypt(SecretStore.ProvisionedPrefix + name, secret);
        return new SealedCredential(content, KeyOf(content));
    }

    /// <exception cref="IOException">It is sealed with nothing, or is no credential.</exception>
    public static SealingKey KeyOf(ReadOnlySpan<byte> content)
    {
        byte[] raw;
        try
        {
            raw = Convert.FromBase64String(Encoding.ASCII.GetString(content));
        }
        catch (FormatException e)
        {
            throw new IOException("systemd-creds wrote no credential", e);
        }
        if (raw.Length <= s_byHost.Length || raw.AsSpan().StartsWith(s_byNothing)) throw new IOException("systemd-creds found neither a TPM nor a host key to seal with");
        return raw.AsSpan().StartsWith(s_byHost) ? SealingKey.Host : SealingKey.Tpm;
    }

    private static byte[] Encrypt(string name, string secret)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, ["encrypt", "--with-key=auto", $"--name={name}", "-", "-"])
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var limit = new CancellationTokenSource(s_within);
            using var end = limit.Token.Register(process.Kill);
            var errors = process.StandardError.ReadToEndAsync();
            using (var input = process.StandardInput.BaseStream) input.Write(Encoding.UTF8.GetBytes(secret));
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return Encoding.ASCII.GetBytes(output);
            throw new IOException($"systemd-creds ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{Program} cannot be run: {e.Message}", e);
        }
    }
}

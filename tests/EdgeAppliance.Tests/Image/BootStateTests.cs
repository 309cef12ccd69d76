
namespace EdgeAppliance.Tests.Image;

/// <summary>Whether a slot stays: the script over a folder in the root's place, with programs that say what the test wants.</summary>
public sealed class BootStateTests : BoardScriptTests
{
    public BootStateTests()
    {
        Write("proc/cmdline", "root=x rauc.slot=B ro");
        Write("usr/lib/edge-image/version", "0.2.0\n");
        Write("health", "0 2");
        Directory.CreateDirectory(At("data/os"));
        Directory.CreateDirectory(At("credentials"));
        File.Copy(ImageScript.PathOf("boot-env"), At("usr/lib/edge-image/boot-env"));
        File.WriteAllBytes(At("bootenv"), new byte[1 << 20]);
        Program("bin/systemctl", "echo \"$*\" >> \"$EDGE_ROOT/systemctl\"");
        Program("bin/journalctl", "echo a line");
        Env("set-state", "A", "good");
        Env("set-primary", "B");
    }

    [Fact]
    public void Judge_HealthyDaemon_MarksTheSlotGood()
    {
        Program("bin/edgectl", "exit 0");
        Run("judge");
        Assert.Equal("1", Env("get", "BOOT_B_GOOD"));
        Assert.False(File.Exists(At("systemctl")));
    }

    /// <summary>A new version may hang where it should say how it is.</summary>
    [Fact]
    public void Judge_DoctorThatHangs_GivesTheSlotUpAtTheDeadline()
    {
        Program("bin/edgectl", "exec sleep 1000");
        Run("judge");
        Assert.Equal("bad", Env("get-state", "B"));
        Assert.Equal("reboot\n", Read("systemctl"));
        Assert.Equal("failed: not healthy within 2 s: edgectl doctor did not end \n", Read("data/os/attempt-B"));
    }

    /// <summary>An update is not given up for what was wrong before it.</summary>
    [Fact]
    public void Judge_WhatWasWrongBefore_DoesNotCount()
    {
        Write("proc/cmdline", "rauc.slot=A");
        Program("bin/edgectl", "case \"$*\" in *--json) echo report ;; status) ;; esac");
        Run("leave");
        Assert.Equal("report\n", Read("data/os/known"));
        Write("proc/cmdline", "rauc.slot=B");
        Program("bin/edgectl", $"[ \"$1\" = status ] || [ \"$2\" = --json ] || {{ [ \"$2 $3\" = '--known {At("data/os/known")}' ] && grep -q report \"$3\"; }}");
        Run("judge");
        Assert.Equal("1", Env("get", "BOOT_B_GOOD"));
    }

    /// <summary>What a slot on trial finds wrong is what it is judged by.</summary>
    [Fact]
    public void Leave_SlotOnTrial_NotesNothing()
    {
        Program("bin/edgectl", "echo report");
        Run("leave");
        Assert.False(File.Exists(At("data/os/known")));
    }

    [Fact]
    public void Leave_DaemonThatDoesNotAnswer_KeepsWhatWasKnown()
    {
        Write("proc/cmdline", "rauc.slot=A");
        Write("data/os/known", "of before");
        Program("bin/edgectl", "[ \"$1\" = doctor ] && echo report; exit 1");
        Run("leave");
        Assert.Equal("of before", Read("data/os/known"));
    }

    [Fact]
    public void Started_AnotherSlotThanWasToBeTried_SaysWhy()
    {
        Write("proc/cmdline", "rauc.slot=A");
        Write("data/os/attempt-B", "failed: not healthy");
        Run("started");
        Assert.Contains("SLOT=B\n", Read("data/os/fallback"));
        Assert.Contains("REASON=not healthy\n", Read("data/os/fallback"));
        Assert.Equal("A B", Env("get", "BOOT_ORDER"));
    }

    /// <summary>What the slot held before has nothing to do with what is tried now.</summary>
    [Fact]
    public void SetPrimary_SlotThatFailedBefore_ForgetsHow()
    {
        Write("data/os/attempt-B", "failed: not healthy");
        Env("set-primary", "B");
        Assert.False(File.Exists(At("data/os/attempt-B")));
    }

    private void Run(string what)
    {
        var (code, output) = Start(ImageScript.PathOf("boot-state"), what);
        Assert.True(code == 0, output);
    }

    private string Env(params string[] arguments) => Start([At("usr/lib/edge-image/boot-env"), .. arguments]).Output.Trim();

    private (int Code, string Output) Start(params string[] arguments)
    {
        File.Copy(At("health"), At("credentials/edge.health"), overwrite: true);
        return ImageScript.Run("/bin/sh", arguments, ("EDGE_ROOT", Root), ("EDGE_BOOT_ENV", At("bootenv")), ("CREDENTIALS_DIRECTORY", At("credentials")),
            ("PATH", Programs));
    }
}

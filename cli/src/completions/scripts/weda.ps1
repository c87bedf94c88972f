# Completion of weda for PowerShell: add this text to $PROFILE
Register-ArgumentCompleter -Native -CommandName weda -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $lines = @(& weda __complete "--word=$wordToComplete" '--' $before 2>$null)
    # Without a result PowerShell completes file names.
    $lines | Select-Object -Skip 1 | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
    }
}

@echo off
rem Starts the command line. NMF4J_OPTS is passed to the JVM.
setlocal DisableDelayedExpansion

set "java="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for %%j in (java.exe) do set "java=%%~$PATH:j"
if not defined java (
  >&2 echo nmf4j: needs Java 17 or newer: set JAVA_HOME, or put java on the PATH
  exit /b 1
)

set "version="
for %%r in ("%java%\..\..\release") do set "release=%%~fr"
if exist "%release%" for /f "usebackq tokens=1,2 delims==" %%k in ("%release%") do (
  if "%%k"=="JAVA_VERSION" set "version=%%~l"
)
set "feature=17"
for /f "delims=." %%f in ("%version%") do set "feature=%%f"
if %feature% lss 17 goto old

rem ND4J's threads and OpenBLAS's would fight over the cores with nmf4j's own.
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"

rem From Java 24 on the JVM warns of what JavaCPP does unless it is told to expect it.
set "native="
if %feature% geq 24 (
  set "native=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
)

rem Starting is quicker if the optimizing compiler is kept for what runs ten times as often as by default.
rem The JVM's own log goes unseen: one that can't use the archive starts without it, silently.
set options=-Xlog:disable -XX:+UseSerialGC -XX:Tier4InvocationThreshold=50000 ^
 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 ^
 -XX:Tier4BackEdgeThreshold=400000 %native% ^
 -Dorg.nd4j.log.initialization=false -Dorg.slf4j.simpleLogger.defaultLogLevel=warn ^
 -Dorg.slf4j.simpleLogger.log.org.nd4j=error

rem Each version of Java has its own archive of classes.
for %%l in ("%~dp0..\lib") do set "lib=%%~fl"
if not "%lib:;=%"=="%lib%" (
  >&2 echo nmf4j: can't run from "%lib%": to Java ';' ends a name there; it needs another directory
  exit /b 1
)
set "archive=%lib%\java-%version%.jsa"
if defined NMF4J_ARCHIVE_CLASSES goto archive
if exist "%archive%" goto shared
"%java%" %options% %NMF4J_OPTS% -cp "%lib%\*" org.nmf4j.cli.NmfCommand %*
exit /b %ERRORLEVEL%

:shared
"%java%" -Xshare:auto "-XX:SharedArchiveFile=%archive%" %options% %NMF4J_OPTS% -cp "%lib%\*" org.nmf4j.cli.NmfCommand %*
exit /b %ERRORLEVEL%

:archive
rem Moved when whole. Without one all works, only starts are slower.
"%java%" "-XX:ArchiveClassesAtExit=%archive%.new" %options% %NMF4J_OPTS% -cp "%lib%\*" org.nmf4j.cli.Rehearsal %*
if not errorlevel 1 if exist "%archive%.new" move /y "%archive%.new" "%archive%" >nul
exit /b 0

:old
>&2 echo nmf4j: needs Java 17 or newer, but "%java%" is %version%
exit /b 1
